import type { FlowEvent } from "../../kernel/flow/events.ts"
import { isTerminal, type State } from "../../kernel/flow/state.ts"

/** What is heard of a run while it goes on. */
export class RunWatch {
  /** How many events came. */
  events = 0
  hasEnded = false
  /** How the run ended, as far as that was heard. */
  state: State | undefined
  /** Id of the process of the plain cells, once it has told it. */
  plainCells = 0
  /** Lines of the log. */
  readonly said: string[] = []
  #arrivals: (() => void)[] = []

  hear(event: FlowEvent): void {
    this.events++
    if (event.type === "logged") {
      this.said.push(event.text)
      this.plainCells = Number(/^plain cells (\d+)$/.exec(event.text)?.[1] ?? this.plainCells)
    }
    if (event.type === "flowStateChanged" && isTerminal(event.state)) this.state = event.state
    this.#wake()
  }

  /** Nothing more comes. */
  end(): void {
    this.hasEnded = true
    this.#wake()
  }

  /** Waits for the next event, or the end. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#arrivals.push(resolve))
  }

  #wake(): void {
    const arrivals = this.#arrivals
    this.#arrivals = []
    for (const arrive of arrivals) arrive()
  }
}
