import { ViewportPortal } from "@xyflow/react"
import { memo, type CSSProperties } from "react"
import { formatBytes } from "../../kernel/session/format/bytes.ts"
import { useModel } from "../model/useModel.ts"
import { arrowWidthAt, useAtZoom, useDetail } from "./detail.ts"
import type { Arrow } from "./flowElements.ts"
import { mostLabels } from "./layoutInput.ts"
import { useArrowsInView } from "./useArrowsInView.ts"

const characterWidth = 6.6
/** Where what lies below a label begins, as a share of its width. */
const starts = { start: 0, middle: -0.5, end: -1 } as const

type Sizes = ReadonlyMap<string, number> | undefined

/** All arrows of the graph. They lead along points of their own, so React Flow only moves them with the rest. */
export const Arrows = memo(function Arrows({ arrows }: { arrows: readonly Arrow[] }) {
  const chosen = useModel(({ selectedNode }) => selectedNode)
  const emphasised = useModel((model) => model.emphasised)
  const sizes = useModel((model) => model.shown?.sizes)
  const detail = useDetail()
  const isWhole = detail === "full" || (detail === "names" && arrows.length <= mostLabels)
  // React's types don't know of variables.
  const inView = useArrowsInView(arrows)
  const style = { "--arrow-width": useAtZoom(arrowWidthAt) } as CSSProperties
  return (
    <ViewportPortal>
      <svg className="arrows" style={style} aria-hidden>
        <ArrowHead />
        {inView.map((arrow) => {
          const { id, from, to } = arrow
          const isNear = chosen === from || chosen === to
          const isBack = emphasised !== undefined && !(emphasised.has(from) && emphasised.has(to))
          const classes = `arrow${isNear ? " is-near" : ""}${isBack ? " is-back" : ""}`
          // Far away, hundreds of heads and labels would be dots that take longer to draw than all else.
          if (detail === "colours" && !isNear)
            return <path key={id} className={`${classes} arrow-line`} d={arrow.path} />
          return <NamesArrow key={id} arrow={arrow} classes={classes} isWhole={isWhole} sizes={sizes} />
        })}
      </svg>
    </ViewportPortal>
  )
})

/** An arrow with its head, and near by with the names that travel along it. */
const NamesArrow = memo(function NamesArrow(props: { arrow: Arrow; classes: string; isWhole: boolean; sizes: Sizes }) {
  const { arrow, classes, isWhole, sizes } = props
  return (
    <g className={classes}>
      <path className="arrow-line" d={arrow.path} markerEnd="url(#tsnb-arrow)" />
      {isWhole && <Names arrow={arrow} size={sizeText(sizes, arrow)} />}
    </g>
  )
})

function Names({ arrow: { path, label, place, names }, size }: { arrow: Arrow; size: string | undefined }) {
  const text = size === undefined ? label : `${label} · ${size}`
  const width = text.length * characterWidth + 8
  return (
    <>
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
    </>
  )
}

/** How much travels along an arrow, when all of it is known. */
function sizeText(known: Sizes, { from, names }: Arrow): string | undefined {
  const task = from.replace(/^task:/u, "")
  const sizes = names.map((name) => known?.get(`${task} ${name}`))
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
