import type { Values } from "../flow/evaluation.ts"
import type { FlowGraph } from "../flow/graph.ts"
import type { CellPlan } from "../session/cellPlan.ts"
import type { SentFlowCell } from "./messages.ts"

/** The values of cells that a person runs one by one, beside the flow's runs. Only a kernel has any. */
export interface CellSession {
  /** What has to run so that some cells, given by their ids, have what they read. */
  plan(cells: readonly SentFlowCell[], ids: readonly string[]): Promise<CellPlan>
  /** The results at hand of the document's tasks, as far as their code is still that which gave them. */
  given(): Values
  /** Takes results of tasks that a run of the flow gave. */
  keep(graph: FlowGraph, results: Values): void
}

/** What the process is to the flows that it runs: a kernel, a server. */
export interface FlowHost {
  /**
   * The absolute path of a notebook, by what front ends call it.
   * @throws {RequestError} when there is no such notebook
   */
  pathOf(notebook: string): string
  /** Opens the session in which front ends run single cells; absent where there is none. */
  session?(): Promise<CellSession>
  /** Told of each run that begins: it goes on until the promise settles. */
  onWork?(run: Promise<void>): void
  /** Told where the notebook is that a front end works with. */
  onNotebook?(path: string): void
}
