/** A hexagon that points fall into: its centre, and how many do. */
export interface Bin {
  x: number
  y: number
  count: number
}

interface Point {
  x: number
  y: number
}

/**
 * Counts points by the hexagon that they fall into, those in a honeycomb with a corner on top.
 * A point with a coordinate that isn't finite falls into none.
 * @param radius from a hexagon's centre to its corners, in the unit of the points
 */
export function countByHexagon(points: Iterable<Point>, radius: number): Bin[] {
  const width = Math.sqrt(3) * radius
  const height = 3 * radius
  const bins = new Map<string, Bin>()
  for (const { x, y } of points) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue
    const centre = nearestCentre(x, y, width, height)
    const key = `${centre.x} ${centre.y}`
    const bin = bins.get(key)
    if (bin) bin.count += 1
    else bins.set(key, { ...centre, count: 1 })
  }
  return [...bins.values()]
}

/** The centres of a honeycomb are those of two grids of rectangles, one half a cell to the side and down. */
function nearestCentre(x: number, y: number, width: number, height: number): Point {
  const first = { x: Math.round(x / width) * width, y: Math.round(y / height) * height }
  const second = {
    x: (Math.floor(x / width) + 0.5) * width,
    y: (Math.floor(y / height) + 0.5) * height,
  }
  return Math.hypot(x - first.x, y - first.y) <= Math.hypot(x - second.x, y - second.y) ? first : second
}
