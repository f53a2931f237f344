import { formatBytes } from "../../kernel/session/format/bytes.ts"
import type { Direction, Size } from "./layoutInput.ts"
import type { Point } from "./layoutResult.ts"

/** Where a label is, and which of its points is there, as shares of its size. */
export interface LabelPlace extends Point {
  anchor: Point
}

/** Where an arrow's label is: beside the box at one of its ends, or in the middle of it. */
export interface LabelPlaces {
  start: LabelPlace
  middle: LabelPlace
  end: LabelPlace
}

/** Between a label and a box or an arrow's head, in pixels. */
const gap = { box: 3, head: 11 } as const

/** What is written along an arrow: `train, val`, or `train, val +3`. */
export function arrowLabel(names: readonly string[]): string {
  const shown = names.slice(0, 2).map((name) => (name.length <= 18 ? name : `${name.slice(0, 17)}…`))
  return names.length <= 2 ? shown.join(", ") : `${shown.join(", ")} +${names.length - 2}`
}

/**
 * How much travels along an arrow, when all of it is known.
 * @param sizes in bytes, by task and name
 * @param from id of the box that it begins at
 */
export function arrowSize(
  sizes: ReadonlyMap<string, number> | undefined,
  from: string,
  names: readonly string[],
): string | undefined {
  const task = from.replace(/^task:/u, "")
  const known = names.map((name) => sizes?.get(`${task} ${name}`))
  if (known.length === 0 || known.includes(undefined)) return undefined
  return formatBytes(known.reduce((sum: number, size) => sum + (size ?? 0), 0))
}

/**
 * Where labels may be. Between boxes there is less room for them along arrows that lead to the right than across: there
 * they are above the box at the arrow's end.
 * @param boxes sizes of the boxes at both ends
 */
export function labelPlaces(
  points: readonly Point[],
  direction: Direction,
  boxes: { from: Size; to: Size },
): LabelPlaces {
  const [start, end] = [points[0] ?? { x: 0, y: 0 }, points.at(-1) ?? { x: 0, y: 0 }]
  const at = Math.max(0, Math.ceil(points.length / 2) - 1)
  const [before = start, after = end] = [points[at], points[at + 1]]
  const middle = { x: (before.x + after.x) / 2, y: (before.y + after.y) / 2, anchor: { x: 0.5, y: 0.5 } }
  if (direction === "down") {
    return {
      start: { x: start.x, y: start.y + gap.box, anchor: { x: 0.5, y: 0 } },
      middle,
      end: { x: end.x, y: end.y - gap.head, anchor: { x: 0.5, y: 1 } },
    }
  }
  return {
    start: { x: start.x, y: start.y - boxes.from.height / 2 - gap.box, anchor: { x: 1, y: 1 } },
    middle,
    end: { x: end.x, y: end.y - boxes.to.height / 2 - gap.box, anchor: { x: 0, y: 1 } },
  }
}
