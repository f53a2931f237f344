import { terminalLine } from "../../session/format/terminalText.ts"
import { taskRunTitle, type FlowEvent, type TaskRunName } from "../../flow/events.ts"

/** Names the runs that a reporter is told of: the one that was asked for, its own retries, and subflows. */
export class RunNames {
  readonly #prefixes = new Map<string, string>()

  /** Takes note of a run as it starts. */
  learn(event: FlowEvent): void {
    if (event.type !== "flowStarted") return
    const prefix = event.parent === undefined ? "" : `${this.#prefixOf(event.parent)}${event.flow} › `
    this.#prefixes.set(event.run, prefix)
  }

  /** True for a run that a task of another one asked for. */
  isSubflow(run: string): boolean {
    return this.#prefixOf(run) !== ""
  }

  /** How a task run is written; that of a subflow with the flow's name before it. */
  label(run: string, name: TaskRunName): string {
    return terminalLine(this.#prefixOf(run) + taskRunTitle(name))
  }

  #prefixOf(run: string | undefined): string {
    return (run === undefined ? undefined : this.#prefixes.get(run)) ?? ""
  }
}
