import { MiniMap } from "@xyflow/react"
import { memo } from "react"
import { useModelSlowly } from "../model/useModel.ts"
import { smallMapSize } from "./wholeView.ts"

/** The whole graph in a corner, with what of it is in view. */
export function SmallMap() {
  return <MiniMap pannable zoomable nodeComponent={MiniBox} style={smallMapSize} ariaLabel="Small map of the graph" />
}

interface MiniBoxProps {
  id: string
  x: number
  y: number
  width: number
  height: number
}

const MiniBox = memo(function MiniBox({ id, x, y, width, height }: MiniBoxProps) {
  const state = useModelSlowly("drawn", (model) => model.shown?.view.taskRuns.get(id.replace(/^task:/u, ""))?.state)
  return <rect className={`mini-box ${state ? `state-${state}` : ""}`} x={x} y={y} width={width} height={height} />
})
