import { Panel, ReactFlow, ReactFlowProvider, useReactFlow, useStore, type Viewport } from "@xyflow/react"
import { Maximize, ZoomIn, ZoomOut } from "lucide-react"
import { useState, type RefObject } from "react"
import { IconButton } from "../controls/controls.tsx"
import { Menu } from "../controls/menu.tsx"
import { usePanel } from "../model/useModel.ts"
import { Arrows } from "./Arrows.tsx"
import { Box } from "./Box.tsx"
import { BoxActions } from "./boxActions.ts"
import { DetailContext, detailAt } from "./detail.ts"
import { KeepFitting, useFit } from "./fitting.ts"
import { OrderedList } from "./OrderedList.tsx"
import { SmallMap } from "./SmallMap.tsx"
import { taskMenu } from "./taskMenu.ts"
import { useGraphActions, type AskedMenu } from "./useGraphActions.ts"
import type { PlacedGraph } from "./useLayout.ts"
import { hasMap, wholeView, zooms } from "./wholeView.ts"

const nodeTypes = { box: Box }

/**
 * The boxes and arrows of a graph, to look at and to walk through.
 * @param area the element that is filled: the first picture is drawn for its size
 */
export function GraphCanvas({ graph, area }: { graph: PlacedGraph; area: RefObject<HTMLElement | null> }) {
  const [first] = useState(() => {
    const { width = 0, height = 0 } = area.current?.getBoundingClientRect() ?? {}
    return { width, height, view: wholeView(graph, { width, height }) }
  })
  return (
    <ReactFlowProvider initialWidth={first.width} initialHeight={first.height}>
      <Canvas graph={graph} firstView={first.view} />
    </ReactFlowProvider>
  )
}

function Canvas({ graph, firstView }: { graph: PlacedGraph; firstView: Viewport }) {
  const model = usePanel()
  const [menu, setMenu] = useState<AskedMenu>()
  const actions = useGraphActions(graph, setMenu)
  // React Flow takes the first view only after it has drawn once.
  const detail = useStore(({ panZoom, transform: [, , zoom] }) => detailAt(panZoom ? zoom : firstView.zoom))
  const isLarge = hasMap(graph)
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
          defaultViewport={firstView}
          minZoom={zooms.min}
          maxZoom={zooms.max}
          onPaneClick={() => model.select(undefined)}
          proOptions={{ hideAttribution: true }}
          aria-label="The flow as a graph. The list before it has the same in words."
        >
          <Arrows arrows={graph.arrows} />
          <KeepFitting graph={graph} />
          <Zoom graph={graph} />
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

function Zoom({ graph }: { graph: PlacedGraph }) {
  const flow = useReactFlow()
  const fit = useFit(graph)
  return (
    <Panel position="bottom-left" className="zoom">
      <IconButton icon={ZoomIn} label="Zoom in" onClick={() => void flow.zoomIn()} />
      <IconButton icon={ZoomOut} label="Zoom out" onClick={() => void flow.zoomOut()} />
      <IconButton icon={Maximize} label="Fit the whole graph" onClick={fit} />
    </Panel>
  )
}
