import type { ArtifactMade, FlowEvent, NumberedEvent } from "../../kernel/flow/events.ts"
import { applyEvent, emptyRunView, type RunView } from "../../kernel/flow/runView.ts"
import type { RunResult } from "../../kernel/session/runResults.ts"
import { RunLog } from "./runLog.ts"
import { Attempts } from "./attempts.ts"
import { EventOrder } from "./eventOrder.ts"

/** Types of events that a log is made of. */
export const logTypes = [
  "logged",
  "taskStateChanged",
  "flowStateChanged",
] as const satisfies readonly FlowEvent["type"][]

/** What the panel knows of one run. */
export class RunRecord {
  readonly id: string
  readonly view: RunView = emptyRunView()
  readonly attempts = new Attempts()
  readonly log = new RunLog()
  /** In the order in which they were made; a new list for each that is added. */
  artifacts: readonly ArtifactMade[] = []
  /** What its tasks gave, as far as it is kept; undefined until it is known. */
  results: readonly RunResult[] | undefined
  /** Of those the numbers, by name. */
  metrics: ReadonlyMap<string, number> | undefined
  /** Of those the sizes in bytes, by task and name. */
  sizes: ReadonlyMap<string, number> | undefined
  readonly states = new EventOrder((event) => this.#take(event))
  readonly lines = new EventOrder((event) => this.log.take(event))
  /** Whether the log has been asked for, or comes by itself. */
  hasLog: boolean
  /** Grows with each change of the view. */
  version = 0

  /** @param isFollowed its events come by themselves, from the first on */
  constructor(id: string, isFollowed: boolean) {
    this.id = id
    this.hasLog = isFollowed
    this.view.run = id
  }

  /** Takes events that came by themselves. */
  live(events: readonly NumberedEvent[]): void {
    this.states.live(events)
    if (this.hasLog) this.lines.live(events)
  }

  setResults(results: readonly RunResult[]): void {
    this.results = results
    this.metrics = new Map(
      results.flatMap(({ name, number }) => (number === undefined ? [] : [[name, number] as const])),
    )
    this.sizes = new Map(results.map(({ task, name, size }) => [`${task} ${name}`, size]))
    this.version += 1
  }

  #take(event: FlowEvent): void {
    applyEvent(this.view, event)
    this.attempts.take(event)
    if (event.type !== "logged") this.version += 1
    if (event.type === "artifactMade") this.artifacts = [...this.artifacts, event]
  }
}
