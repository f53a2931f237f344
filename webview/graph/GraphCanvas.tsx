import { Panel, ReactFlow, ReactFlowProvider, useReactFlow, type FitViewOptions } from "@xyflow/react"
import { Maximize, ZoomIn, ZoomOut } from "lucide-react"
import { useState, type RefObject } from "react"
import { IconButton } from "../controls/controls.tsx"
import { Menu } from "../controls/menu.tsx"
import { usePanel } from "../model/useModel.ts"
import { Arrows } from "./Arrows.tsx"
import { Box } from "./Box.tsx"
import { BoxActions } from "./boxActions.ts"
import { DetailContext, detailAt, useAtZoom } from "./detail.ts"
import { KeepFitting } from "./Fitting.tsx"
import { OrderedList } from "./OrderedList.tsx"
import { SmallMap, smallMapSize } from "./SmallMap.tsx"
import { taskMenu } from "./taskMenu.ts"
import { useGraphActions, type AskedMenu } from "./useGraphActions.ts"
import type { PlacedGraph } from "./useLayout.ts"

const nodeTypes = { box: Box }
/** From so many boxes on there is a small map. */
const manyBoxes = 50
const zooms = { min: 0.02, max: 2 } as const
const padding = 0.06
const fitting = { padding, maxZoom: 1 } as const
/** The small map doesn't cover what is fitted in. */
const fittingWithMap = {
  padding: { x: padding, top: padding, bottom: `${smallMapSize.height + 24}px` },
  maxZoom: 1,
} as const

/**
 * The boxes and arrows of a graph, to look at and to walk through.
 * @param area the element that is filled: the first picture is drawn for its size
 */
export function GraphCanvas({ graph, area }: { graph: PlacedGraph; area: RefObject<HTMLElement | null> }) {
  const [first] = useState(() => ({ nodes: graph.nodes, size: area.current?.getBoundingClientRect() }))
  return (
    <ReactFlowProvider
      initialNodes={first.nodes}
      initialWidth={first.size?.width ?? 0}
      initialHeight={first.size?.height ?? 0}
      initialFitViewOptions={fitFor(graph)}
      initialMinZoom={zooms.min}
      initialMaxZoom={zooms.max}
      fitView
    >
      <Canvas graph={graph} />
    </ReactFlowProvider>
  )
}

function Canvas({ graph }: { graph: PlacedGraph }) {
  const model = usePanel()
  const [menu, setMenu] = useState<AskedMenu>()
  const actions = useGraphActions(graph, setMenu)
  const detail = useAtZoom(detailAt)
  const isLarge = hasMap(graph)
  const fit = fitFor(graph)
  return (
    <BoxActions value={actions}>
      <OrderedList shape={graph.shape} />
      <DetailContext value={detail}>
        <ReactFlow
          className={`is-${detail} ${isLarge ? "is-large" : ""}`}
          nodes={graph.nodes}
          nodeTypes={nodeTypes}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          elementsSelectable={false}
          onlyRenderVisibleElements={isLarge}
          minZoom={zooms.min}
          maxZoom={zooms.max}
          fitView
          fitViewOptions={fit}
          onPaneClick={() => model.select(undefined)}
          proOptions={{ hideAttribution: true }}
          aria-label="The flow as a graph. The list before it has the same in words."
        >
          <Arrows arrows={graph.arrows} />
          <KeepFitting graph={graph} fit={fit} />
          <Zoom fit={fit} />
          {isLarge && <SmallMap />}
        </ReactFlow>
      </DetailContext>
      {menu && (
        <Menu
          label={menu.node.label}
          x={menu.x}
          y={menu.y}
          items={taskMenu(model, menu.node)}
          onClose={() => setMenu(undefined)}
        />
      )}
    </BoxActions>
  )
}

function hasMap({ nodes }: PlacedGraph): boolean {
  return nodes.length > manyBoxes
}

function fitFor(graph: PlacedGraph): FitViewOptions {
  return hasMap(graph) ? fittingWithMap : fitting
}

function Zoom({ fit }: { fit: FitViewOptions }) {
  const flow = useReactFlow()
  return (
    <Panel position="bottom-left" className="zoom">
      <IconButton icon={ZoomIn} label="Zoom in" onClick={() => void flow.zoomIn()} />
      <IconButton icon={ZoomOut} label="Zoom out" onClick={() => void flow.zoomOut()} />
      <IconButton icon={Maximize} label="Fit the whole graph" onClick={() => void flow.fitView(fit)} />
    </Panel>
  )
}
