import type { TaskOutline } from "../../flow/events.ts"
import { layoutGraph, type PlacedEdge, type PlacedTask, type Point } from "../../flow/graphLayout.ts"
import { graphAsText } from "../../flow/graphText.ts"
import type { State } from "../../flow/state.ts"
import { stateWord } from "../../session/format/summary.ts"
import { html, type Html } from "./html.ts"
import { stateSign, toneOf } from "./states.ts"

/** Beyond this, a picture shows nobody anything. */
const maxDrawn = 500

/** The id of a task's cell in the page. */
export function taskAnchor(task: string): string {
  return `tsnb-task-${encodeURIComponent(task)}`
}

/** The flow from left to right, each task in the colour of its state and with a link to its cell. */
export function flowPicture(tasks: readonly TaskOutline[], stateOf: (task: string) => State | undefined): Html {
  if (tasks.length > maxDrawn) return html`<pre>${graphAsText(tasks)}</pre>`
  const { width, height, tasks: boxes, edges } = layoutGraph(tasks)
  return html`<div class="flow">
    <svg
      width="${width}"
      height="${height}"
      viewBox="0 0 ${width} ${height}"
      role="img"
      aria-label="${tasks.length} tasks and what they wait for"
    >
      ${edges.map(edgeLine)} ${boxes.map((box) => taskBox(box, stateOf(box.task.name)))}
    </svg>
  </div>`
}

function taskBox({ task, label, x, y, width, height }: PlacedTask, state: State | undefined): Html {
  const facts = [
    task.name,
    ...(state === undefined ? [] : [stateWord(state)]),
    ...(task.dependsOn.length > 0 ? [`after ${task.dependsOn.join(", ")}`] : []),
    ...task.tags.map((tag) => `#${tag}`),
  ]
  const sign =
    state !== undefined &&
    html`<text class="sign" x="${x + width - 4}" y="${y + 4}" dominant-baseline="central" text-anchor="middle"
      >${stateSign(state)}</text
    >`
  const badge = state !== undefined && html`<circle class="badge" cx="${x + width - 4}" cy="${y + 4}" r="7.5" />${sign}`
  return html`<a href="#${taskAnchor(task.name)}"
    ><g class="${state === undefined ? "quiet" : toneOf(state)}"
      ><title>${facts.join("\n")}</title><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" /><text
        class="name"
        x="${x + width / 2}"
        y="${y + height / 2}"
        dominant-baseline="central"
        text-anchor="middle"
        >${label}</text
      >${badge}</g
    ></a
  > `
}

function edgeLine({ points }: PlacedEdge): Html | undefined {
  const [first, ...others] = points
  const last = others.at(-1)
  if (!first || !last) return undefined
  const stops = others.map((point, index) => (index === others.length - 1 ? { x: point.x - 7, y: point.y } : point))
  const curves = stops.map((point, index) => curve(stops[index - 1] ?? first, point))
  return html`<path class="edge" d="M ${first.x} ${first.y} ${curves.join(" ")}" /><path
      class="tip"
      d="M ${last.x} ${last.y} l -7 -3.5 v 7 z"
    /> `
}

function curve(from: Point, to: Point): string {
  if (from.y === to.y) return `H ${to.x}`
  const middle = Math.round((from.x + to.x) * 5) / 10
  return `C ${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`
}
