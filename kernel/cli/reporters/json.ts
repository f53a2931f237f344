import type { FlowEvent } from "../../flow/events.ts"
import { toJson } from "../../store/json.ts"
import type { Reporter, Write } from "./reporter.ts"

/** One event a line, for programs. */
export class JsonReporter implements Reporter {
  readonly #write: Write
  readonly #writeNote: Write

  /** @param writeNote where notes for people go, so that the events stay alone */
  constructor(write: Write, writeNote: Write) {
    this.#write = write
    this.#writeNote = writeNote
  }

  onEvent(event: FlowEvent): void {
    this.#write(`${toJson(event)}\n`)
  }

  note(text: string): void {
    this.#writeNote(`${text}\n`)
  }

  close(): void {
    // Every event was written as it came.
  }
}
