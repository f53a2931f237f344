import { taskRunLabel, type FlowEvent } from "../../flow/events.ts"

/** Why task runs ran, by run and label: a view forgets that once the task run has ended. */
export class Reasons {
  readonly #reasons = new Map<string, string>()

  learn(event: FlowEvent): void {
    if (event.type !== "taskStateChanged" || event.state !== "running" || event.reason === undefined) return
    this.#reasons.set(`${event.run} ${taskRunLabel(event)}`, event.reason)
  }

  of(run: string, label: string): string | undefined {
    return this.#reasons.get(`${run} ${label}`)
  }
}
