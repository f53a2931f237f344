import type { RunView, TaskRunView } from "../../kernel/flow/runView.ts"

/** What is known of a task's latest run. */
export interface KnownTaskRun {
  run: TaskRunView
  /** Hash of the code that the task had then, with all that it depends on. */
  code: string | undefined
  /** The flow run that it belongs to. */
  flow: RunView
}

/** The latest run of each task: a run of the flow may be one of a few tasks, and says nothing of the others. */
export class TaskRuns {
  readonly #flows = new Map<string, RunView>()

  /** Takes the tasks that a run of the flow is about. Its view goes on being brought up to date. */
  take(flow: RunView): void {
    for (const { name } of flow.outline) this.#flows.set(name, flow)
  }

  of(task: string): KnownTaskRun | undefined {
    const flow = this.#flows.get(task)
    const run = flow?.taskRuns.get(task)
    if (!flow || !run) return undefined
    return { run, code: flow.outline.find(({ name }) => name === task)?.code, flow }
  }
}
