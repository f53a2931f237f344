import type { Notebook } from "../../notebook/document.ts"
import type { CellShown } from "../jupyter/toJupyter.ts"
import type { NotebookFlow } from "../run/onCells.ts"
import type { SharedRun } from "../run/sharedRun.ts"
import type { ImageReader } from "./images.ts"

/** What a page is made of. */
export interface PageContent {
  /** The notebook's file, without folder. */
  file: string
  notebook: Notebook
  flow: NotebookFlow
  /** What cells have shown, by their positions. */
  shown: ReadonlyMap<number, CellShown>
  /** The run that they showed it in; absent when there was none, or outputs are left out. */
  run?: SharedRun
  /** Tasks of the run whose code is another now. */
  stale: ReadonlySet<string>
  readImage: ImageReader
  /** For people who don't code: what cells displayed, without flow, run and log. The code is hidden until it is asked for. */
  isReport: boolean
  /** When the page is made, in milliseconds since 1970. */
  now: number
}
