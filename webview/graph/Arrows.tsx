import { ViewportPortal } from "@xyflow/react"
import { memo, useState, type CSSProperties } from "react"
import { useModel } from "../model/useModel.ts"
import { arrowSize, type LabelPlace } from "./arrowLabel.ts"
import { arrowWidthAt, useAtZoom, useDetail } from "./detail.ts"
import type { Arrow } from "./flowElements.ts"
import { useArrowsInView } from "./useArrowsInView.ts"

/** All arrows of the graph. They lead along points of their own, so React Flow only moves them with the rest. */
export const Arrows = memo(function Arrows({ arrows }: { arrows: readonly Arrow[] }) {
  const chosen = useModel(({ selectedNode }) => selectedNode)
  const emphasised = useModel((model) => model.emphasised)
  const [pointed, setPointed] = useState<string>()
  const isFar = useDetail() === "colours"
  const inView = useArrowsInView(arrows)
  const style: CSSProperties = { "--arrow-width": useAtZoom(arrowWidthAt) }
  const near = arrows.filter(({ id, from, to }) => id === pointed || from === chosen || to === chosen)
  return (
    <ViewportPortal>
      <svg className="arrows" style={style} aria-hidden>
        <ArrowHead />
        {inView.map(({ id, from, to, path, isMinor }) => {
          const isBack = emphasised !== undefined && !(emphasised.has(from) && emphasised.has(to))
          const classes = `arrow${isMinor ? " is-minor" : ""}${isBack ? " is-back" : ""}`
          // Far away, hundreds of heads would be dots that take longer to draw than all else.
          return <Line key={id} id={id} path={path} classes={classes} isFar={isFar} onPoint={setPointed} />
        })}
        {/* Above the others that they cross. */}
        {near.map(({ id, path }) => (
          <path key={id} className="arrow-line is-near" d={path} markerEnd="url(#tsnb-near-arrow)" />
        ))}
      </svg>
      <div className="arrow-labels" style={style} aria-hidden>
        {near.map((arrow) => {
          const { id, from, places } = arrow
          // Those of the chosen box are beside the boxes at their other ends, where they don't meet.
          const isChosen = from === chosen || arrow.to === chosen
          const place = isChosen ? (from === chosen ? places.end : places.start) : places.middle
          return <Label key={id} arrow={arrow} place={place} />
        })}
      </div>
    </ViewportPortal>
  )
})

/** An arrow with its head, that can be pointed at. */
const Line = memo(function Line(props: {
  id: string
  path: string
  classes: string
  isFar: boolean
  onPoint: (id: string | undefined) => void
}) {
  const { id, path, classes, isFar, onPoint } = props
  if (isFar) return <path className={`${classes} arrow-line`} d={path} />
  return (
    <g className={classes}>
      <path className="arrow-line" d={path} markerEnd="url(#tsnb-arrow)" />
      <path
        className="arrow-hit"
        d={path}
        onPointerEnter={() => onPoint(id)}
        onPointerLeave={() => onPoint(undefined)}
      />
    </g>
  )
})

/** The names that travel along an arrow, and how large they are. */
function Label({ arrow: { from, label, names }, place }: { arrow: Arrow; place: LabelPlace }) {
  const size = useModel(({ shown }) => arrowSize(shown?.sizes, from, names))
  if (label === "") return null
  const { x, y, anchor } = place
  const style = { left: x, top: y, translate: `${-anchor.x * 100}% ${-anchor.y * 100}%` }
  return (
    <span className="arrow-label" style={style}>
      {size === undefined ? label : `${label} · ${size}`}
    </span>
  )
}

/** The heads of all arrows, and of those that stand out. */
function ArrowHead() {
  return (
    <defs>
      {["tsnb-arrow", "tsnb-near-arrow"].map((id) => (
        <marker
          key={id}
          id={id}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path className="arrow-head" d="M 0.5 0.5 L 7.5 4 L 0.5 7.5 z" />
        </marker>
      ))}
    </defs>
  )
}
