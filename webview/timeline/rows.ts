import { isFailure, isTerminal } from "../../kernel/flow/state.ts"
import type { Span, TaskSpans } from "../model/attempts.ts"

/** A row of the timeline. */
export interface TimelineRow extends TaskSpans {
  /** How many elements a `for=` task has; absent for other rows. */
  elements?: number
  /** Whether the rows of its elements follow. */
  isOpen?: boolean
}

/**
 * The rows to show: one for each task. That of a `for=` task stands for all of its elements; when it is open, they follow in
 * the order of its list, whichever began first.
 * @param open the `for=` tasks whose elements are shown
 * @param gap milliseconds between two bars that can't be told apart
 */
export function timelineRows(all: Iterable<TaskSpans>, open: ReadonlySet<string>, gap: number): readonly TimelineRow[] {
  return [...Map.groupBy(all, ({ task }) => task)].flatMap(([task, rows]): readonly TimelineRow[] => {
    const elements = rows.filter(({ element }) => element !== undefined)
    if (elements.length === 0) return rows
    const isOpen = open.has(task)
    const spans = foldedSpans(elements, gap)
    const folded: TimelineRow = { label: task, task, elements: elements.length, isOpen, spans }
    const shown = isOpen ? elements.toSorted((one, other) => (one.element ?? 0) - (other.element ?? 0)) : []
    return [folded].concat(shown)
  })
}

/** The spans of many elements in one row: when any of them worked, and over it those that failed. */
function foldedSpans(elements: readonly TaskSpans[], gap: number): readonly Span[] {
  const spans = elements.flatMap((element) => element.spans).toSorted((one, other) => one.from - other.from)
  const worked: Span[] = []
  for (const { kind, from, to, state } of spans) {
    if (kind !== "attempt") continue
    const last = worked.at(-1)
    const shown = isTerminal(state) ? "completed" : state
    if (!last || (last.to !== undefined && from > last.to + gap)) {
      worked.push({ kind, attempt: 1, from, ...(to !== undefined && { to }), state: shown })
    } else {
      worked[worked.length - 1] = joined(last, to, shown)
    }
  }
  const failed = spans.filter(({ kind, state }) => kind === "attempt" && isFailure(state))
  if (worked.length > 0) return [...worked, ...failed]
  // Nothing worked: all came from the cache, wait, or were skipped.
  return spans.slice(0, 1)
}

/** A span that goes on for as long as another, which began within it. */
function joined({ to: before, ...span }: Span, to: number | undefined, state: Span["state"]): Span {
  if (before === undefined) return span
  return to === undefined ? { ...span, state } : { ...span, to: Math.max(before, to) }
}
