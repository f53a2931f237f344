import { useReactFlow } from "@xyflow/react"
import { Maximize, ZoomIn, ZoomOut } from "lucide-react"
import type { RefObject } from "react"
import { IconButton } from "../controls/controls.tsx"
import { useFit, type Viewing } from "./fitting.ts"
import type { PlacedGraph } from "./useLayout.ts"

/** Buttons to look at a graph from nearer or farther away. */
export function Zoom(props: { graph: PlacedGraph; hasMap: boolean; viewing: RefObject<Viewing> }) {
  const { graph, hasMap, viewing } = props
  const flow = useReactFlow()
  const fit = useFit(graph, hasMap)
  const zoom = (isNearer: boolean): void => {
    viewing.current = "moved"
    void (isNearer ? flow.zoomIn() : flow.zoomOut())
  }
  return (
    <>
      <IconButton icon={ZoomIn} label="Zoom in" onClick={() => zoom(true)} />
      <IconButton icon={ZoomOut} label="Zoom out" onClick={() => zoom(false)} />
      <IconButton
        icon={Maximize}
        label="Fit the whole graph"
        onClick={() => {
          viewing.current = "whole"
          fit("whole")
        }}
      />
    </>
  )
}
