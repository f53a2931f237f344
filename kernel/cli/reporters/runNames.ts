import { taskRunLabel, type FlowEvent, type TaskRunName } from "../../flow/events.ts"

/** Names the runs that a reporter is told of: the first is the one that was asked for, the others are subflows. */
export class RunNames {
  readonly #prefixes = new Map<string, string>()

  /** Takes note of a run as it starts. */
  learn(event: FlowEvent): void {
    if (event.type !== "flowStarted" || this.#prefixes.has(event.run)) return
    this.#prefixes.set(event.run, this.#prefixes.size === 0 ? "" : `${this.#prefixOf(event.parent)}${event.flow} › `)
  }

  /** True for a run that a task of another one asked for. */
  isSubflow(run: string): boolean {
    return this.#prefixOf(run) !== ""
  }

  /** How a task run is written; that of a subflow with the flow's name before it. */
  label(run: string, name: TaskRunName): string {
    return this.#prefixOf(run) + taskRunLabel(name)
  }

  #prefixOf(run: string | undefined): string {
    return (run === undefined ? undefined : this.#prefixes.get(run)) ?? ""
  }
}
