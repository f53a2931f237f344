import { useRef } from "react"
import { GraphCanvas } from "./GraphCanvas.tsx"
import { GraphToolbar } from "./GraphToolbar.tsx"
import { TaskDetails } from "./TaskDetails.tsx"
import { usePlacedGraph, useShape, type PlacedGraph } from "./useLayout.ts"

/** The flow as a graph, with what there is to say of the task that is chosen. */
export function GraphView() {
  const area = useRef<HTMLDivElement>(null)
  const shape = useShape()
  const placed = usePlacedGraph(shape)
  // What was drawn last stays until the next has its places.
  const latest = useRef<PlacedGraph>(undefined)
  if (placed) latest.current = placed
  const graph = placed ?? latest.current
  if (!shape) return null
  return (
    <div className="graph-view">
      <GraphToolbar shape={shape} />
      <div className="graph-canvas" ref={area}>
        {graph ? <GraphCanvas graph={graph} area={area} /> : <p className="quiet center">Drawing …</p>}
      </div>
      <TaskDetails shape={shape} />
    </div>
  )
}
