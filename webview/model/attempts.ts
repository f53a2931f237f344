import { taskRunLabel, taskRunTitle, type FlowEvent, type TaskStateChanged } from "../../kernel/flow/events.ts"
import { isTerminal, type State } from "../../kernel/flow/state.ts"

/** A span of a task run's time; in milliseconds since 1970. */
export interface Span {
  kind: "waiting" | "attempt" | "cached"
  attempt: number
  from: number
  /** Absent while it goes on. */
  to?: number
  /** How it ended, or stands. */
  state: State
}

/** The spans of a task run, in their order. */
export interface TaskSpans {
  label: string
  task: string
  element?: number
  spans: readonly Span[]
}

/** When each task run waited and worked, as a run's events tell it. */
export class Attempts {
  /** By the labels of the task runs, in the order in which they began. A list that changes becomes a new one. */
  readonly spans = new Map<string, TaskSpans>()
  /** Grows with each change. */
  version = 0

  take(event: FlowEvent): void {
    if (event.type !== "taskStateChanged" || event.state === "pending") return
    const label = taskRunLabel(event)
    const known = this.spans.get(label)
    const spans = nextSpans(known?.spans ?? [], event)
    if (spans === known?.spans) return
    const { task, element } = event
    this.spans.set(label, { label: taskRunTitle(event), task, ...(element !== undefined && { element }), spans })
    this.version += 1
  }
}

function nextSpans(spans: readonly Span[], { state, time, attempt }: TaskStateChanged): readonly Span[] {
  const last = spans.at(-1)
  const isOpen = last !== undefined && last.to === undefined
  const before = isOpen ? [...spans.slice(0, -1), { ...last, to: time, state: closing(last, state) }] : spans
  switch (state) {
    case "pending":
      return spans
    case "queued":
    case "retrying":
      return [...before, { kind: "waiting", attempt, from: time, state }]
    case "running":
      return isOpen && last.kind === "attempt" && last.attempt === attempt
        ? spans
        : [...before, { kind: "attempt", attempt, from: time, state }]
    case "cached":
      return [...before, { kind: "cached", attempt, from: time, to: time, state }]
    default:
      // Some end without an attempt: skipped, or cancelled while they waited.
      return isOpen ? before : [...spans, { kind: "waiting", attempt, from: time, to: time, state }]
  }
}

/** How a span ended that a change of state closes. */
function closing(span: Span, next: State): State {
  if (span.kind === "waiting") return isTerminal(next) ? next : span.state
  return next === "retrying" || next === "queued" || next === "running" ? "failed" : next
}
