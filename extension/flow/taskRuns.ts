import type { LatestTask } from "../../kernel/history/messages.ts"
import type { RunView, TaskRunView } from "../../kernel/flow/runView.ts"

/** What is known of a task's latest run. */
export interface KnownTaskRun {
  run: TaskRunView
  /** Hash of the code that the task had then, with all that it depends on; absent in what older versions recorded. */
  code: string | undefined
  /** Hashes of all cells' own code then, by their ids; undefined when that isn't known. */
  cells: ReadonlyMap<string, string> | undefined
  /** The flow run that it belongs to. */
  flow: Pick<RunView, "run" | "parameters">
}

interface Flow {
  flow: RunView
  code: KnownTaskRun["code"]
  cells: KnownTaskRun["cells"]
}

/** The latest run of each task: a run of the flow may be one of a few tasks, and says nothing of the others. */
export class TaskRuns {
  readonly #flows = new Map<string, Flow>()
  readonly #stored = new Map<string, KnownTaskRun>()
  /** How long tasks took in the runs before the latest, in milliseconds. */
  readonly #durations = new Map<string, number>()

  /**
   * Takes the tasks that a run of the flow is about. Its view goes on being brought up to date.
   * @param cells hashes of all cells' own code by their ids, where the run is one of the notebook as it was open
   */
  take(flow: RunView, cells?: ReadonlyMap<string, string>): void {
    for (const { name, code } of flow.outline) {
      const duration = this.of(name)?.run.duration
      if (duration !== undefined) this.#durations.set(name, duration)
      this.#flows.set(name, { flow, code, cells })
    }
  }

  /** A run of the flow can't be followed on: what its tasks do isn't known any more. */
  forget(flow: RunView): void {
    for (const [name, known] of this.#flows) if (known.flow === flow) this.#flows.delete(name)
  }

  /** Takes what the history has of a task: runs since the notebook was opened are newer. */
  restore(task: LatestTask): void {
    this.#stored.set(task.view.task, knownOf(task))
  }

  /** How long a task took before its latest run, in milliseconds; undefined when it isn't known to have run. */
  durationOf(task: string): number | undefined {
    return this.#durations.get(task)
  }

  of(task: string): KnownTaskRun | undefined {
    const known = this.#flows.get(task)
    const run = known?.flow.taskRuns.get(task)
    if (!known || !run) return this.#stored.get(task)
    return { run, ...known }
  }
}

/** What the history has of a task. */
export function knownOf({ run, parameters, view, code }: LatestTask): KnownTaskRun {
  return { run: view, code, cells: undefined, flow: { run, parameters } }
}
