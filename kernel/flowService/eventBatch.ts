import type { FlowEvent, NumberedEvent } from "../flow/events.ts"
import { jsonSafe } from "../runtime/display/jsonSafe.ts"
import type { FromFlowKernel } from "./messages.ts"

/** Milliseconds that events wait for others to travel with. */
const interval = 33
/** Events in one message. */
const maxTogether = 1_000

/** Collects events, and sends those of each run together. Whatever is sent in between comes after them. */
export class EventBatch {
  readonly #send: (message: FromFlowKernel) => void
  #waiting: { run: string; events: NumberedEvent[] }[] = []
  #count = 0
  #timer: NodeJS.Timeout | undefined

  constructor(send: (message: FromFlowKernel) => void) {
    this.#send = send
  }

  add(event: FlowEvent, sequence: number): void {
    const last = this.#waiting.at(-1)
    const numbered = { sequence, event: sendableEvent(event) }
    if (last?.run === event.run) last.events.push(numbered)
    else this.#waiting.push({ run: event.run, events: [numbered] })
    this.#count += 1
    if (this.#count >= maxTogether) this.flush()
    else this.#timer ??= setTimeout(() => this.flush(), interval)
  }

  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const waiting = this.#waiting
    this.#waiting = []
    this.#count = 0
    for (const { run, events } of waiting) this.#send({ type: "events", run, events })
  }
}

/** An event as JSON can say it: what cells hand over may be anything. */
export function sendableEvent(event: FlowEvent): FlowEvent {
  switch (event.type) {
    case "flowStarted":
    case "displayed":
    case "artifactMade":
      // Only values that JSON has no word for are others.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- A copy of the same shape.
      return jsonSafe(event) as FlowEvent
    default:
      return event
  }
}
