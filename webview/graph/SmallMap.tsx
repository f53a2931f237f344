import { MiniMap, useStore } from "@xyflow/react"
import { createContext, memo, use, useMemo, type ReactNode } from "react"
import { useModelSlowly } from "../model/useModel.ts"
import type { BoxNode } from "./flowElements.ts"
import { runOfBox } from "./focus.ts"
import type { Size } from "./layoutInput.ts"

/** How much of the canvas the small map takes on one of its sides, with its border; in pixels. */
const thickness = 87
/** Of the buttons at the map's end, with the room around them. */
const buttonsLength = 32

/** The side of the canvas that a small map is on: the one along which there is more of the graph to show. */
export type MapSide = "right" | "bottom"

/** The side for the map of a graph of some size. */
export function mapSideOf({ width, height }: Size): MapSide {
  return width > height ? "bottom" : "right"
}

/** What the small map leaves of an area. */
export function besideMap({ width, height }: Size, side: MapSide): Size {
  return side === "right" ? { width: width - thickness, height } : { width, height: height - thickness }
}

/** The boxes that the map shows, by their ids. */
const Boxes = createContext<ReadonlyMap<string, BoxNode["data"]>>(new Map())

/** The whole graph beside the canvas, with what of it is in view. Nothing is below it. */
export function SmallMap(props: { nodes: readonly BoxNode[]; side: MapSide; children: ReactNode }) {
  const { nodes, side, children: buttons } = props
  const boxes = useMemo(() => new Map(nodes.map(({ id, data }) => [id, data] as const)), [nodes])
  const length = useStore(({ width, height }) => (side === "right" ? height : width)) - buttonsLength
  const inner = thickness - 1
  const style = side === "right" ? { width: inner, height: length } : { width: length, height: inner }
  return (
    <div className={`small-map is-${side}`}>
      <Boxes value={boxes}>
        <MiniMap
          pannable
          zoomable
          nodeComponent={MiniBox}
          style={style}
          offsetScale={0}
          maskStrokeWidth={1}
          ariaLabel="Small map of the graph"
        />
      </Boxes>
      {buttons}
    </div>
  )
}

interface MiniBoxProps {
  id: string
  x: number
  y: number
  width: number
  height: number
}

const MiniBox = memo(function MiniBox({ id, x, y, width, height }: MiniBoxProps) {
  const box = use(Boxes).get(id)
  const state = useModelSlowly("drawn", (model) => {
    const view = (box?.run === undefined ? model.shown : model.record(box.run))?.view
    return view && box && runOfBox(view, box.node)?.state
  })
  return <rect className={`mini-box ${state ? `state-${state}` : ""}`} x={x} y={y} width={width} height={height} />
})
