import { escapeMarkup } from "./escapeMarkup.ts"
import type { TaskOutline } from "./events.ts"
import { layoutGraph, type PlacedEdge, type PlacedTask, type Point } from "./graphLayout.ts"

/**
 * Colours of VS Code and JupyterLab where the picture is a part of their page. Elsewhere, such as in an `<img>`, boxes
 * bring their own ground and lines are of a middle grey, so that both can be seen on light and on dark.
 */
const style = `
.tsnb-box { fill: var(--vscode-editorWidget-background, var(--jp-layout-color2, #eef3fb)); stroke: var(--vscode-charts-blue, var(--jp-brand-color1, #4c7fd9)); stroke-width: 1.2 }
.tsnb-name { fill: var(--vscode-editorWidget-foreground, var(--jp-content-font-color1, #1c2a3f)); font: 12.5px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace }
.tsnb-edge { fill: none; stroke: var(--vscode-descriptionForeground, var(--jp-content-font-color2, #8490a3)); stroke-width: 1.3 }
.tsnb-tip { fill: var(--vscode-descriptionForeground, var(--jp-content-font-color2, #8490a3)) }`

const tipLength = 7
const tipWidth = 3.5

/** The graph as an SVG image: from left to right, each task with a line to those that wait for it. */
export function graphAsSvg(tasks: readonly TaskOutline[]): string {
  const { width, height, tasks: boxes, edges } = layoutGraph(tasks)
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="${tasks.length} tasks" style="max-width:100%;height:auto">`,
    `<style>${style}\n</style>`,
    ...edges.map(drawEdge),
    ...boxes.map(drawBox),
    "</svg>",
  ].join("\n")
}

function drawBox({ task, label, x, y, width, height }: PlacedTask): string {
  const facts = [
    task.name,
    ...(task.dependsOn.length > 0 ? [`after ${task.dependsOn.join(", ")}`] : []),
    ...task.tags.map((tag) => `#${tag}`),
  ]
  return [
    `<g><title>${escapeMarkup(facts.join("\n"))}</title>`,
    `<rect class="tsnb-box" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`,
    `<text class="tsnb-name" x="${x + width / 2}" y="${y + height / 2}" dominant-baseline="central" text-anchor="middle">${escapeMarkup(label)}</text></g>`,
  ].join("")
}

function drawEdge({ points }: PlacedEdge): string {
  const [first, ...others] = points
  const last = others.at(-1)
  if (!first || !last) return ""
  const end = { x: last.x - tipLength, y: last.y }
  const stops = [...others.slice(0, -1), end]
  const curves = stops.map((point, index) => drawCurve(stops[index - 1] ?? first, point))
  const { x, y } = last
  const tip = `M ${x} ${y} l ${-tipLength} ${-tipWidth} v ${2 * tipWidth} z`
  return `<path class="tsnb-edge" d="M ${first.x} ${first.y} ${curves.join(" ")}"/><path class="tsnb-tip" d="${tip}"/>`
}

/** Leaves and arrives level, so that the parts of a long edge join smoothly. */
function drawCurve(from: Point, to: Point): string {
  if (from.y === to.y) return `H ${to.x}`
  const middle = Math.round((from.x + to.x) * 5) / 10
  return `C ${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`
}
