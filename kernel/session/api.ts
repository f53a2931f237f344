import { formatPlace, type Problem } from "../cell/problem.ts"
import type { Values } from "../flow/evaluation.ts"
import type { FlowEvent, TaskOutline, UnfinishedLine } from "../flow/events.ts"
import type { CodeCell, FlowGraph } from "../flow/graph.ts"
import type { State } from "../flow/state.ts"
import type { CancelTask } from "../flow/taskSignals.ts"

/** A notebook as it is to be read. */
export interface NotebookSource {
  /** Path of the notebook. */
  notebook: string
  /** Its code cells as they stand in an editor; those of the saved file when absent. */
  cells?: readonly CodeCell[]
  /** The cells were sent one by one: of several definitions of a name the newest counts. */
  newestWins?: boolean
}

/** What to run, and how. */
export interface FlowRequest extends NotebookSource {
  /** Values for the notebook's parameters; text is read as the parameter's type asks, as on a command line. */
  parameters: Readonly<Record<string, unknown>>
  /** Values that they had in an earlier run, as its record has them; those of `parameters` win. */
  recorded?: Readonly<Record<string, string>>
  /** Runs every task, whatever the cache holds. */
  fresh?: boolean
  /** Runs only these tasks and what they need. */
  only?: readonly string[]
  /** A person runs the cells of `only`: problems of cells that they don't need don't matter, and no hook runs. */
  alone?: boolean
  /** Results that are at hand: tasks with `cache=off` that gave them don't run again for those of `only`. */
  given?: Values
  /** Runs this task and everything after it again, whatever the cache holds. */
  from?: string
  /** How many attempts may run at once; wins over the notebook's own. */
  concurrency?: number
  /** The flow run that this one goes on from. */
  rerunOf?: string
  /** The flow run whose task asked for this one. */
  parent?: string
  /** The label of that one's task run that asked. */
  parentTask?: string
}

export interface FlowObserver {
  /** Called with every event once the store has it. @param sequence the event's place among those of its run, from 1 */
  onEvent(event: FlowEvent, sequence: number): void
  /** Called now and then with what there is of a line that a task hasn't finished, and when it is. */
  onUnfinished?(line: UnfinishedLine): void
  /** Told what people should know that is no event of the run, such as a damaged store that was set aside. */
  onWarning?(message: string): void
  /** Cancels the flow run. */
  signal?: AbortSignal
  /** Told how to cancel single task runs of each flow run that begins, those of subflows included. */
  onCancellable?(run: string, cancel: CancelTask): void
  /** Told of each task's results, with the graph that gave them, before the run's end is told. */
  onResults?(graph: FlowGraph, results: Values): void
}

export interface FlowResult {
  /** Id of the flow run. */
  run: string
  state: State
}

/** A notebook as a flow, without running anything. */
export interface FlowOutline {
  flow: string
  /** Absolute path. */
  notebook: string
  tasks: readonly TaskOutline[]
  /** Problems by their place in the file: `line` is the file's own. */
  problems: readonly Problem[]
}

/** The notebook has problems: nothing was run. */
export class NotebookProblemsError extends Error {
  override readonly name = "NotebookProblemsError"
  readonly notebook: string
  readonly problems: readonly Problem[]

  constructor(notebook: string, problems: readonly Problem[]) {
    super(problems.map((problem) => formatProblem(notebook, problem)).join("\n"))
    this.notebook = notebook
    this.problems = problems
  }
}

/** The request itself is wrong (an unknown task or parameter, a value of the wrong type): nothing was run. */
export class RequestError extends Error {
  override readonly name = "RequestError"
}

/** A problem as editors and terminals link it. */
export function formatProblem(notebook: string, problem: Problem): string {
  return `${formatPlace(notebook, problem)}: ${problem.message}`
}
