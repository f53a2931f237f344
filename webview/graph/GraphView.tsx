import { useRef } from "react"
import { GraphCanvas } from "./GraphCanvas.tsx"
import { GraphToolbar } from "./GraphToolbar.tsx"
import { TaskDetails } from "./TaskDetails.tsx"
import { useDirection } from "./useDirection.ts"
import { usePlacedGraph, useShape, type PlacedGraph } from "./useLayout.ts"
import { useSize } from "./useSize.ts"

/** The flow as a graph, with what there is to say of the task that is chosen. */
export function GraphView() {
  const shape = useShape()
  const [direction, turn] = useDirection()
  const placed = usePlacedGraph(shape, direction)
  // What was drawn last stays until the next has its places.
  const latest = useRef<PlacedGraph>(undefined)
  if (placed) latest.current = placed
  const graph = placed ?? latest.current
  const body = useRef<HTMLDivElement>(null)
  const area = useSize(body)
  if (!shape) return null
  return (
    <div className="graph-view">
      <GraphToolbar shape={shape} direction={direction} onTurn={turn} />
      <div className="graph-body" ref={body}>
        <div className="graph-canvas">
          {graph && area ? <GraphCanvas graph={graph} area={area} /> : <p className="quiet center">Drawing …</p>}
        </div>
        <TaskDetails />
      </div>
    </div>
  )
}
