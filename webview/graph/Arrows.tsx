import { ViewportPortal } from "@xyflow/react"
import { memo } from "react"
import { formatBytes } from "../../kernel/session/format/bytes.ts"
import type { PanelModel } from "../model/panelModel.ts"
import { useModel } from "../model/useModel.ts"
import type { Arrow } from "./flowElements.ts"

const characterWidth = 6.6
/** Where what lies below a label begins, as a share of its width. */
const starts = { start: 0, middle: -0.5, end: -1 } as const

/** All arrows of the graph. They lead along points of their own, so React Flow only moves them with the rest. */
export const Arrows = memo(function Arrows({ arrows }: { arrows: readonly Arrow[] }) {
  return (
    <ViewportPortal>
      <svg className="arrows" aria-hidden>
        <ArrowHead />
        {arrows.map((arrow) => (
          <NamesArrow key={arrow.id} arrow={arrow} />
        ))}
      </svg>
    </ViewportPortal>
  )
})

/** An arrow with the names that travel along it. */
const NamesArrow = memo(function NamesArrow({ arrow: { from, to, path, label, place, names } }: { arrow: Arrow }) {
  const isNear = useModel(({ selectedNode }) => selectedNode === from || selectedNode === to)
  const isBack = useModel(({ emphasised }) => emphasised !== undefined && !(emphasised.has(from) && emphasised.has(to)))
  const size = useModel((model) => sizeText(model, from, names))
  const text = size === undefined ? label : `${label} · ${size}`
  const width = text.length * characterWidth + 8
  return (
    <g className={`arrow ${isNear ? "is-near" : ""} ${isBack ? "is-back" : ""}`}>
      <path className="arrow-line" d={path} markerEnd="url(#tsnb-arrow)" />
      <path className="arrow-hit" d={path}>
        <title>
          {names.length === 0 ? "comes after" : `${names.join(", ")}${size === undefined ? "" : ` (${size})`}`}
        </title>
      </path>
      {place && label !== "" && (
        <g className="arrow-label" transform={`translate(${place.x} ${place.y})`}>
          <rect x={starts[place.anchor] * width} y={-8} width={width} height={16} rx={3} />
          <text textAnchor={place.anchor} dominantBaseline="central">
            {text}
          </text>
        </g>
      )}
    </g>
  )
})

/** How much travels along an arrow, when all of it is known. */
function sizeText(model: PanelModel, from: string, names: readonly string[]): string | undefined {
  const task = from.replace(/^task:/u, "")
  const sizes = names.map((name) => model.sizeOf(task, name))
  if (sizes.length === 0 || sizes.includes(undefined)) return undefined
  return formatBytes(sizes.reduce((sum: number, size) => sum + (size ?? 0), 0))
}

/** The head of all arrows. */
function ArrowHead() {
  return (
    <defs>
      <marker
        id="tsnb-arrow"
        viewBox="0 0 8 8"
        refX="7"
        refY="4"
        markerWidth="8"
        markerHeight="8"
        markerUnits="userSpaceOnUse"
        orient="auto"
      >
        <path className="arrow-head" d="M 0 0.5 L 7.5 4 L 0 7.5 z" />
      </marker>
    </defs>
  )
}
