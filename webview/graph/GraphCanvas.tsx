import { Panel, ReactFlow, ReactFlowProvider, useStore, type Viewport } from "@xyflow/react"
import { useRef, useState } from "react"
import { Menu } from "../controls/menu.tsx"
import { usePanel } from "../model/useModel.ts"
import { Arrows } from "./Arrows.tsx"
import { Box } from "./Box.tsx"
import { BoxActions } from "./boxActions.ts"
import { DetailContext, detailAt } from "./detail.ts"
import { KeepFitting, type Viewing } from "./fitting.ts"
import { focusOf } from "./focus.ts"
import type { Size } from "./layoutInput.ts"
import { OrderedList } from "./OrderedList.tsx"
import { besideMap, mapSideOf, SmallMap, type MapSide } from "./SmallMap.tsx"
import { taskMenu } from "./taskMenu.ts"
import { useGraphActions, type AskedMenu } from "./useGraphActions.ts"
import type { PlacedGraph } from "./useLayout.ts"
import { aboveButtons, fits, readableView, zooms } from "./views.ts"
import { Zoom } from "./Zoom.tsx"

const nodeTypes = { box: Box }
/** From so many boxes on, only those in view are drawn. */
const manyBoxes = 50

/**
 * The boxes and arrows of a graph, to look at and to walk through.
 * @param area what there is for the canvas, and for what opens beside it
 */
export function GraphCanvas({ graph, area }: { graph: PlacedGraph; area: Size }) {
  const model = usePanel()
  const map = fits(graph, aboveButtons(area)) ? undefined : mapSideOf(graph.bounds)
  const [first] = useState(() => {
    const size = map ? besideMap(area, map) : area
    return { ...size, view: readableView(graph, map ? size : aboveButtons(size), focusOf(model, graph)) }
  })
  return (
    <ReactFlowProvider initialWidth={first.width} initialHeight={first.height}>
      <Canvas graph={graph} area={area} firstView={first.view} map={map} />
    </ReactFlowProvider>
  )
}

function Canvas(props: { graph: PlacedGraph; area: Size; firstView: Viewport; map: MapSide | undefined }) {
  const { graph, area, firstView, map } = props
  const hasMap = map !== undefined
  const model = usePanel()
  const [menu, setMenu] = useState<AskedMenu>()
  const viewing = useRef<Viewing>("readable")
  const actions = useGraphActions(graph, setMenu)
  // React Flow takes the first view only after it has drawn once.
  const detail = useStore(({ panZoom, transform: [, , zoom] }) => detailAt(panZoom ? zoom : firstView.zoom))
  const isLarge = graph.nodes.length > manyBoxes
  const zoom = <Zoom graph={graph} hasMap={hasMap} viewing={viewing} />
  return (
    <BoxActions value={actions}>
      <OrderedList shape={graph.shape} />
      <div className={`canvas-and-map ${map === "bottom" ? "is-above" : ""}`}>
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
            onMoveStart={(event) => {
              // Without an event, it is the panel that moves it.
              if (event) viewing.current = "moved"
            }}
            proOptions={{ hideAttribution: true }}
            aria-label="The flow as a graph. The list before it has the same in words."
          >
            <Arrows arrows={graph.arrows} />
            <KeepFitting graph={graph} area={area} hasMap={hasMap} viewing={viewing} />
            {!hasMap && (
              <Panel position="bottom-left" className="zoom">
                {zoom}
              </Panel>
            )}
          </ReactFlow>
        </DetailContext>
        {map && (
          <SmallMap nodes={graph.nodes} side={map}>
            <div className="zoom">{zoom}</div>
          </SmallMap>
        )}
      </div>
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
