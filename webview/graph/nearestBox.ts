/** A box and its place, within the box of its subflow when it is in one. */
export interface PlacedBox {
  id: string
  position: { x: number; y: number }
  width?: number
  height?: number
  parentId?: string
}

/** A box's sides, from the picture's corner. */
interface Sides {
  left: number
  right: number
  top: number
  bottom: number
}

/** For each key how far a box is away in its direction, and how far aside it lies; from the boxes' sides. */
const ways: Readonly<Record<string, (from: Sides, to: Sides) => { along: number; aside: number }>> = {
  ArrowLeft: (from, to) => ({ along: from.left - to.right, aside: gap(from.top, from.bottom, to.top, to.bottom) }),
  ArrowRight: (from, to) => ({ along: to.left - from.right, aside: gap(from.top, from.bottom, to.top, to.bottom) }),
  ArrowUp: (from, to) => ({ along: from.top - to.bottom, aside: gap(from.left, from.right, to.left, to.right) }),
  ArrowDown: (from, to) => ({ along: to.top - from.bottom, aside: gap(from.left, from.right, to.left, to.right) }),
}

/** The box that an arrow key leads to; undefined for other keys, and where there is none. */
export function nearestBox(boxes: readonly PlacedBox[], from: string, key: string): string | undefined {
  const way = ways[key]
  const all = sidesOf(boxes)
  const start = all.get(from)
  if (!way || !start) return undefined
  let nearest: { id: string; distance: number } | undefined
  for (const [id, sides] of all) {
    const { along, aside } = way(start, sides)
    if (id === from || along < 0) continue
    // What lies aside is further off than it is away.
    const distance = along + 2 * aside
    if (!nearest || distance < nearest.distance) nearest = { id, distance }
  }
  return nearest?.id
}

function gap(start: number, end: number, otherStart: number, otherEnd: number): number {
  return Math.max(0, otherStart - end, start - otherEnd)
}

function sidesOf(boxes: readonly PlacedBox[]): ReadonlyMap<string, Sides> {
  const all = new Map<string, Sides>()
  // Boxes come after those that they are in.
  for (const { id, position, parentId, width = 0, height = 0 } of boxes) {
    const parent = parentId === undefined ? undefined : all.get(parentId)
    const [left, top] = [position.x + (parent?.left ?? 0), position.y + (parent?.top ?? 0)]
    all.set(id, { left, top, right: left + width, bottom: top + height })
  }
  return all
}
