import { ViewportPortal } from "@xyflow/react"
import { memo } from "react"
import { useModel } from "../model/useModel.ts"
import type { Arrow } from "./flowElements.ts"

const characterWidth = 6.6

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
  const width = label.length * characterWidth + 8
  return (
    <g className={`arrow ${isNear ? "is-near" : ""} ${isBack ? "is-back" : ""}`}>
      <path className="arrow-line" d={path} markerEnd="url(#tsnb-arrow)" />
      <path className="arrow-hit" d={path}>
        <title>{names.length === 0 ? "comes after" : names.join(", ")}</title>
      </path>
      {place && label !== "" && (
        <g className="arrow-label" transform={`translate(${place.x} ${place.y})`}>
          <rect x={-width / 2} y={-8} width={width} height={16} rx={3} />
          <text textAnchor="middle" dominantBaseline="central">
            {label}
          </text>
        </g>
      )}
    </g>
  )
})

/** The head of all arrows. */
function ArrowHead() {
  return (
    <defs>
      <marker id="tsnb-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
        <path className="arrow-head" d="M 0 0.5 L 7.5 4 L 0 7.5 z" />
      </marker>
    </defs>
  )
}
