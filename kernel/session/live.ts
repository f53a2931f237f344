import type { LiveValue } from "../model/liveMessages.ts"
import type { Values } from "../flow/evaluation.ts"
import type { FlowGraph } from "../flow/graph.ts"
import type { CellEnd, CellOutput } from "../model/cellOutput.ts"
import type { CellPlan } from "./cellPlan.ts"
import type { DocumentCell } from "./liveDocument.ts"

/** A cell that a front end asks to run. */
export interface CellRequest {
  source: string
  /** What the front end knows the cell by, if it tells: a cell that is sent again replaces what it was before. */
  cell?: string
  /** Its number in the history; stack traces call the cell by it. */
  count: number
  /** Expressions to evaluate after the cell, by name. */
  expressions: Readonly<Record<string, string>>
  /** Called in order; also for what the cell's timers show after its end. */
  onOutput(output: CellOutput): void
  /** Asks the person at the front end; absent where it allows no input. */
  onInput?(prompt: string, isPassword: boolean): Promise<string>
}

/** A notebook as it lives: cells run one by one as a person sends them, the newest definition of a name wins. */
export interface LiveNotebook {
  /** Runs a cell to its end: a plain cell in the session, a task cell by the engine. One at a time. */
  execute(request: CellRequest): Promise<CellEnd>
  /**
   * Takes the cells as they stand in an editor, and works out what has to run for some of them. From then on a cell that
   * is sent with its id finds what the others define as the document says, and the results that were kept.
   */
  plan(cells: readonly DocumentCell[], ids: readonly string[]): Promise<CellPlan>
  /** The document goes on under another name. @param notebook absolute path */
  rename(notebook: string): void
  /** The results at hand of the document's tasks, as far as their code is still that which gave them. */
  given(): Values
  /** Takes results of tasks that a run of the flow gave. */
  keep(graph: FlowGraph, results: Values): void
  /** Ends the cell that runs, also one that is busy or waits for ever, and keeps all values. */
  interrupt(): void
  /** Sources of the cells that ran and still count, in the order in which a reader would put them, for completion. */
  sources(): readonly string[]
  /** The value of a dotted path of names; undefined when there is none or the session is busy. */
  look(path: readonly string[]): Promise<LiveValue | undefined>
  /** The names that cells have defined so far; empty while the session is busy. */
  names(): Promise<readonly string[]>
  /** Ends all processes, cancels what runs, and returns when that is recorded. */
  close(): Promise<void>
}
