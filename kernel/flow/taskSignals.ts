import { taskRunLabel, type TaskRunName } from "./events.ts"

/** Why a task run was ended while its flow run goes on: somebody asked for it. */
export class TaskCancelled extends Error {
  override readonly name = "TaskCancelled"
}

/**
 * Cancels one task run of a flow run, or a task with all its elements.
 * @returns false when the flow run has no such task run that could still be cancelled
 */
export type CancelTask = (name: TaskRunName) => boolean

/**
 * The signals that end task runs: each its own one, or all of them with the flow run. Its controllers hang on the flow run's
 * signal by a single listener, since an abort would take longer the more of them there are.
 */
export class TaskSignals {
  readonly #all: AbortSignal
  /** By the labels of the task runs, those of tasks' elements beside the tasks. */
  readonly #controllers = new Map<string, { name: TaskRunName; controller: AbortController }>()
  /** Whatever else of them begins later is cancelled as well. */
  readonly #cancelled = new Map<string, TaskCancelled>()

  /** @param all ends the flow run */
  constructor(all: AbortSignal) {
    this.#all = all
    const abortAll = (): void => {
      for (const { controller } of this.#controllers.values()) controller.abort(all.reason)
    }
    all.addEventListener("abort", abortAll, { once: true })
  }

  /** The signal that ends a task run. */
  of(name: TaskRunName): AbortSignal {
    const label = taskRunLabel(name)
    const known = this.#controllers.get(label)
    if (known) return known.controller.signal
    const controller = new AbortController()
    this.#controllers.set(label, { name, controller })
    const reason = this.#all.aborted
      ? this.#all.reason
      : (this.#cancelled.get(label) ?? this.#cancelled.get(taskRunLabel({ task: name.task })))
    if (reason !== undefined) controller.abort(reason)
    return controller.signal
  }

  /** Ends one task run; for a task with elements, all of them. */
  cancel({ task, element }: TaskRunName): void {
    const reason = new TaskCancelled(element === undefined ? "The task was cancelled" : "The element was cancelled")
    this.#cancelled.set(taskRunLabel({ task, ...(element !== undefined && { element }) }), reason)
    for (const { name, controller } of this.#controllers.values()) {
      if (name.task === task && (element === undefined || name.element === element)) controller.abort(reason)
    }
  }

  /** A task run has ended, and needs no signal any more. */
  forget(name: TaskRunName): void {
    this.#controllers.delete(taskRunLabel(name))
  }
}

/**
 * Waits for something.
 * @throws the signal's reason when it is aborted first
 */
export async function unlessAborted<Value>(awaited: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<Value>()
  const abort = (): void => reject(signal.reason)
  signal.addEventListener("abort", abort, { once: true })
  const stopListening = (): void => signal.removeEventListener("abort", abort)
  void awaited.finally(stopListening).then(resolve, reject)
  return promise
}
