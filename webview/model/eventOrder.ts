import type { FlowEvent, NumberedEvent } from "../../kernel/flow/events.ts"

/** Brings a run's events from the store and those that come live into one order, each once. */
export class EventOrder {
  readonly #take: (event: FlowEvent) => void
  #last = 0
  /** What came live while the earlier events are on their way. */
  #held: NumberedEvent[] | undefined

  constructor(take: (event: FlowEvent) => void) {
    this.#take = take
  }

  /** The earlier events have been asked for: what comes live has to wait for them. */
  expectStored(): void {
    this.#held ??= []
  }

  /** Whether the earlier events are still on their way. */
  get isExpecting(): boolean {
    return this.#held !== undefined
  }

  stored(events: readonly NumberedEvent[]): void {
    for (const numbered of events) this.#next(numbered)
  }

  /** @param last sequence of the last event that the store was asked for */
  storedEnd(last: number): void {
    this.#last = Math.max(this.#last, last)
    const held = this.#held ?? []
    this.#held = undefined
    this.live(held)
  }

  /** The earlier events can't be read. What came live meanwhile would be without them: both are read when they are asked for again. */
  storedMissing(): void {
    this.#held = undefined
  }

  live(events: readonly NumberedEvent[]): void {
    if (this.#held) this.#held.push(...events)
    else for (const numbered of events) this.#next(numbered)
  }

  #next({ sequence, event }: NumberedEvent): void {
    if (sequence <= this.#last) return
    this.#last = sequence
    this.#take(event)
  }
}
