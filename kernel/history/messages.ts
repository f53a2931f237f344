import type { FlowEvent } from "../flow/events.ts"
import type { TaskRunView } from "../flow/runView.ts"
import type { ShownOutput } from "../model/cellOutput.ts"
import type { RanCell } from "../store/cellTable.ts"

/*
 * What an editor asks of `tsnb history`, which reads the run history for it, and what that says: JSON, one message a line. The
 * request comes by standard input, the answers by standard output; a failure is told by standard error and the exit code.
 */

/** What can be asked. */
export type HistoryRequest =
  /**
   * What the tasks of a notebook showed when they last ran. Answered by a `task` for each that ran; when one of the runs
   * still goes on, by its `events` so far and, until it ends, as they are recorded; unless it is one of those that the
   * editor follows already.
   */
  | {
      type: "outputs"
      notebook: string
      tasks: readonly string[]
      /** Hashes of the code cells' texts, in the notebook's order: what these showed in a session is told by `cell`. */
      cells?: readonly string[]
      followed?: readonly string[]
    }
  /** What was shown in a run that has ended: a `task` for each of its tasks that began, and `other` for each other cell. */
  | { type: "run"; notebook: string; run: string }
  /** A run's events, by `events`; while it goes on, also those to come until it ends. */
  | { type: "events"; notebook: string; run: string }
  /** All that a task wrote in a run, by `log` messages; while the run goes on, also what it writes until it ends. */
  | { type: "log"; notebook: string; run: string; task: string }

/** A task as it last ran. */
export interface LatestTask {
  /** Id of the flow run. */
  run: string
  /** That run's. */
  parameters: Readonly<Record<string, unknown>>
  view: TaskRunView
  /** Hash of its code then; absent in what older versions recorded. */
  code?: string
  /** 1-based line of its cell in the notebook then. */
  line?: number
  /** What its cell showed. */
  outputs: readonly ShownOutput[]
  /** Whether its log was longer than what is among the outputs. */
  isLogCut: boolean
}

/** A cell as it last ran in a session. */
export interface ShownCell {
  /** Its place among the cells that were asked for. */
  index: number
  ran: RanCell
}

/** A cell of a run that isn't a task, and what it showed. */
export interface OtherCell extends Pick<LatestTask, "outputs" | "isLogCut"> {
  /** What the run called it, such as `cell 3`. */
  label: string
}

/** What is answered. */
export type HistoryMessage =
  | { type: "task"; task: LatestTask }
  | { type: "cell"; cell: ShownCell }
  | { type: "other"; cell: OtherCell }
  | { type: "events"; events: readonly FlowEvent[] }
  | { type: "log"; text: string }
  /** Something that people should know, such as a damaged history that was set aside. */
  | { type: "warning"; message: string }
