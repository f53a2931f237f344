import { describe, expect, test } from "vitest"
import { countByHexagon } from "../../examples/hexagons.ts"
import { plotPredictions } from "../../examples/plot.ts"

describe("hexagons", () => {
  const radius = 2 / Math.sqrt(3)
  const table: readonly [what: string, points: [number, number][], counts: [x: number, y: number, count: number][]][] =
    [
      ["no points", [], []],
      [
        "points near one centre",
        [
          [0, 0],
          [0.4, -0.4],
          [-0.9, 0],
        ],
        [[0, 0, 3]],
      ],
      [
        "points near two centres",
        [
          [0, 0],
          [2.1, 0],
        ],
        [
          [0, 0, 1],
          [2, 0, 1],
        ],
      ],
      ["the row between", [[1, Math.sqrt(3)]], [[1, Math.sqrt(3), 1]]],
      [
        "points that aren't numbers",
        [
          [Number.NaN, 0],
          [0, Number.POSITIVE_INFINITY],
        ],
        [],
      ],
    ]
  test.each(table)("%s", (_what, points, counts) => {
    const bins = countByHexagon(
      points.map(([x, y]) => ({ x, y })),
      radius,
    )
    expect(bins).toHaveLength(counts.length)
    for (const [index, [x, y, count]] of counts.entries()) {
      expect(bins[index]?.x).toBeCloseTo(x)
      expect(bins[index]?.y).toBeCloseTo(y)
      expect(bins[index]?.count).toBe(count)
    }
  })

  test("hold each point in the one that is nearest", () => {
    for (let step = 0; step < 400; step += 1) {
      const point = { x: (step % 20) * 0.37 - 3, y: Math.floor(step / 20) * 0.41 - 4 }
      const [bin] = countByHexagon([point], radius)
      // No point of a hexagon is farther from its centre than the corners.
      expect(Math.hypot(point.x - (bin?.x ?? Number.NaN), point.y - (bin?.y ?? Number.NaN))).toBeLessThanOrEqual(radius)
    }
  })
})

/** What keeps a text from being an SVG image: tags that aren't closed in turn, a bare `<` or `&`, a number that is none. */
function flawsOf(svg: string): string[] {
  const flaws: string[] = []
  const open: string[] = []
  const tags = /<(\/?)([a-z]+)(?: [a-zA-Z:-]+="[^"<&]*")*(\/?)>/g
  for (const [tag, closing, name, single] of svg.matchAll(tags)) {
    if (closing && open.pop() !== name) flaws.push(`${tag} closes nothing`)
    if (!closing && !single) open.push(String(name))
  }
  const rest = svg.replaceAll(tags, "").replaceAll(/&(?:amp|lt|gt);/g, "")
  return [...flaws, ...open, ...(rest.match(/[<&].*/) ?? []), ...(svg.match(/NaN|Infinity|undefined/) ?? [])]
}

describe("the plot", () => {
  const words = { title: "Durations", subtitle: "of trips" }
  const table: readonly [what: string, actual: number[], predicted: number[]][] = [
    ["of no trips", [], []],
    ["of one trip", [10], [12]],
    ["of trips at the edges", [1, 60, 60, 1], [0, 60, 0, 60]],
    ["of predictions below zero and far above", [5, 5], [-3, 432.1]],
    ["of predictions that aren't numbers", [5, 6, 7], [Number.NaN, Number.POSITIVE_INFINITY, 7]],
    ["of too few predictions", [5, 6], [5]],
  ]
  test.each(table)("%s is well-formed", (_what, actual, predicted) => {
    expect(flawsOf(plotPredictions({ actual, predicted, ...words }))).toEqual([])
  })

  test("names its axes with their unit", () => {
    const plot = plotPredictions({ actual: [1], predicted: [1], ...words })
    expect(plot).toContain(">real duration (minutes)<")
    expect(plot).toContain(">predicted duration (minutes)<")
  })

  test("shows what is asked of it as text, not as tags", () => {
    const plot = plotPredictions({ actual: [1], predicted: [1], title: "<script>", subtitle: "a & b" })
    expect(flawsOf(plot)).toEqual([])
    expect(plot).toContain("&lt;script&gt;")
  })

  test("has a shade for few trips and another for many, told in the legend", () => {
    const actual = [...Array.from({ length: 1_000 }, () => 10), 50]
    const plot = plotPredictions({ actual, predicted: actual, ...words })
    expect(plot).toContain('fill-opacity="1" d="')
    expect(plot).toContain('fill-opacity="0.14" d="')
    expect(plot).toMatch(/>\d+–1000</)
  })

  test("stays small, however many trips there are", () => {
    const actual = Array.from({ length: 60_000 }, (_, index) => 1 + (index % 590) / 10)
    const predicted = actual.map((minutes, index) => minutes * (0.5 + (index % 101) / 100))
    expect(plotPredictions({ actual, predicted, ...words }).length).toBeLessThan(150_000)
  })
})
