import type { TimelineRow } from "./rows.ts"
import type { Period } from "./timeline.ts"

/** A straight piece of the line that follows the critical path. */
export interface Piece {
  /** Shares of the timeline's width. */
  left: number
  width: number
  /** Numbers of rows; the same for a piece along a row. */
  top: number
  bottom: number
}

/**
 * The critical path as a line: along the bars of its tasks, and from the end of each to the beginning of the next.
 * @param path tasks in the order in which they ran
 */
export function criticalLine(
  path: readonly string[],
  rows: readonly TimelineRow[],
  period: Period,
  now: number,
): readonly Piece[] {
  const places = new Map(rows.map((row, index) => [row.label, { index, ...extentOf(row, now) }] as const))
  const share = (time: number): number => (time - period.from) / (period.to - period.from)
  const pieces: Piece[] = []
  const along = (row: number, from: number, to: number): void => {
    const [left, right] = [share(Math.min(from, to)), share(Math.max(from, to))]
    pieces.push({ left, width: right - left, top: row, bottom: row })
  }
  let before: { index: number; to: number } | undefined
  for (const task of path) {
    const place = places.get(task)
    if (!place) continue
    if (before) {
      const { index, to } = before
      const [top, bottom] = [Math.min(index, place.index), Math.max(index, place.index)]
      pieces.push({ left: share(to), width: 0, top, bottom })
      along(place.index, to, place.from)
    }
    along(place.index, place.from, place.to)
    before = place
  }
  return pieces
}

/** From the beginning of a row's first bar to the end of its last one. */
function extentOf({ spans }: TimelineRow, now: number): { from: number; to: number } {
  const bars = spans.filter(({ kind }) => kind !== "waiting")
  const shown = bars.length > 0 ? bars : spans
  return {
    from: Math.min(...shown.map(({ from }) => from)),
    to: Math.max(...shown.map(({ to }) => to ?? now)),
  }
}
