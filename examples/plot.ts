import { countByHexagon, type Bin } from "./hexagons.ts"

/** What is drawn. */
export interface PredictionPlot {
  /** Real durations, in minutes. */
  actual: ArrayLike<number>
  /** Predicted durations, in minutes, in the same order. */
  predicted: ArrayLike<number>
  title: string
  subtitle: string
}

const size = { width: 640, height: 600 }
/** The square that the data is drawn in, in pixels. */
const area = { left: 72, top: 76, side: 440 }
const radius = 5.5
/** Shades from few trips to many. */
const shades = 7
const tickStep = 10

/**
 * Draws predicted against real durations as an SVG image. There are too many trips for a dot each: the shade of a hexagon
 * tells how many fall into it. The image brings its own background, so it can be read in light and dark surroundings.
 */
export function plotPredictions({ actual, predicted, title, subtitle }: PredictionPlot): string {
  const trips = Array.from(actual, (x, row) => ({ x, y: predicted[row] ?? Number.NaN }))
  const longest = trips.reduce((longest, { x, y }) => Math.max(longest, finite(x), finite(y)), tickStep)
  const end = Math.ceil(longest / tickStep) * tickStep
  // A predicted duration below zero is drawn at the edge: it is as wrong as can be either way.
  const toPixels = ({ x, y }: { x: number; y: number }) => ({
    x: area.left + (area.side * Math.max(0, x)) / end,
    y: area.top + area.side - (area.side * Math.max(0, y)) / end,
  })
  const bins = countByHexagon(trips.map(toPixels), radius)
  const most = bins.reduce((most, { count }) => Math.max(most, count), 1)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="taxi-plot" viewBox="0 0 ${size.width} ${size.height}" ` +
      `width="${size.width}" height="${size.height}" role="img" font-family="system-ui, sans-serif" font-size="13">`,
    `<title>${escapeText(`${title}. ${subtitle}`)}</title>`,
    style,
    `<rect class="taxi-card" width="${size.width}" height="${size.height}" rx="6"/>`,
    `<text x="${area.left}" y="32" font-size="17" font-weight="600">${escapeText(title)}</text>`,
    `<text x="${area.left}" y="54" class="taxi-quiet">${escapeText(subtitle)}</text>`,
    ...axes(end),
    ...hexagons(bins, most),
    `<path class="taxi-ideal" d="M${area.left} ${area.top + area.side}l${area.side} ${-area.side}"/>`,
    ...legend(most),
    "</svg>",
  ].join("\n")
}

/** The names have a prefix, since a style inside an SVG image holds for the whole page that it is put into. */
const style = `<style>
.taxi-card { fill: #fcfcfa }
.taxi-plot text { fill: #1f2328 }
.taxi-plot .taxi-quiet { fill: #59636e }
.taxi-grid { stroke: #dfe2e6; fill: none }
.taxi-ink { fill: #0b57b0 }
.taxi-ideal { stroke: #59636e; stroke-dasharray: 5 4; fill: none }
@media (prefers-color-scheme: dark) {
  .taxi-card { fill: #1c1f24 }
  .taxi-plot text { fill: #f0f3f6 }
  .taxi-plot .taxi-quiet { fill: #a6adb6 }
  .taxi-grid { stroke: #363b42 }
  .taxi-ink { fill: #79b8ff }
  .taxi-ideal { stroke: #a6adb6 }
}
</style>`

function axes(end: number): string[] {
  const { left, top, side } = area
  const bottom = top + side
  const ticks = Array.from({ length: end / tickStep + 1 }, (_, index) => index * tickStep)
  const every = Math.ceil(ticks.length / 14)
  const labelled = ticks.filter((_, index) => index % every === 0)
  const offset = (minutes: number) => decimal((side * minutes) / end)
  return [
    `<path class="taxi-grid" d="${labelled
      .map((tick) => `M${left + offset(tick)} ${top}v${side}M${left} ${bottom - offset(tick)}h${side}`)
      .join("")}"/>`,
    ...labelled.flatMap((tick) => [
      `<text class="taxi-quiet" x="${left + offset(tick)}" y="${bottom + 19}" text-anchor="middle">${tick}</text>`,
      `<text class="taxi-quiet" x="${left - 9}" y="${bottom - offset(tick) + 4.5}" text-anchor="end">${tick}</text>`,
    ]),
    `<text x="${left + side / 2}" y="${bottom + 46}" text-anchor="middle">real duration (minutes)</text>`,
    `<text transform="translate(24 ${top + side / 2}) rotate(-90)" text-anchor="middle">` +
      "predicted duration (minutes)</text>",
  ]
}

/** One path for each shade: a path for each hexagon would make the image five times as large. */
function hexagons(bins: readonly Bin[], most: number): string[] {
  const byShade = Map.groupBy(bins, ({ count }) => shadeOf(count, most))
  const half = decimal((Math.sqrt(3) / 2) * radius)
  const outline = `l${half} ${radius / 2}v${radius}l${-half} ${radius / 2}l${-half} ${-radius / 2}v${-radius}z`
  return Array.from(byShade, ([shade, members]) => {
    const path = members.map(({ x, y }) => `M${decimal(x)} ${decimal(y - radius)}${outline}`).join("")
    return `<path class="taxi-ink" fill-opacity="${opacityOf(shade)}" d="${path}"/>`
  })
}

function legend(most: number): string[] {
  const left = area.left + area.side + 28
  const step = 22
  const swatches = Array.from({ length: shades }, (_, shade) => shade)
    .filter((shade) => fewestOf(shade, most) < fewestOf(shade + 1, most))
    .toReversed()
    .flatMap((shade, index) => {
      const y = area.top + 18 + index * step
      const from = fewestOf(shade, most)
      const to = fewestOf(shade + 1, most) - 1
      return [
        `<rect class="taxi-ink" fill-opacity="${opacityOf(shade)}" x="${left}" y="${y}" width="14" height="14"/>`,
        `<text class="taxi-quiet" x="${left + 21}" y="${y + 11.5}">${from === to ? from : `${from}–${to}`}</text>`,
      ]
    })
  const y = area.top + 18 + shades * step + 14
  return [
    `<text x="${left}" y="${area.top + 6}">trips</text>`,
    ...swatches,
    `<path class="taxi-ideal" d="M${left} ${y}h18"/>`,
    `<text class="taxi-quiet" x="${left + 24}" y="${y + 4.5}">perfect</text>`,
  ]
}

/** Shades grow with the logarithm of the count, or all but the centre would look empty. */
function shadeOf(count: number, most: number): number {
  let shade = shades - 1
  while (shade > 0 && count < fewestOf(shade, most)) shade -= 1
  return shade
}

/** The smallest count that has a shade. */
function fewestOf(shade: number, most: number): number {
  return Math.ceil((most + 1) ** (shade / shades))
}

function opacityOf(shade: number): number {
  return decimal(0.14 + (0.86 * shade) / (shades - 1))
}

function decimal(value: number): number {
  return Math.round(value * 100) / 100
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
}
