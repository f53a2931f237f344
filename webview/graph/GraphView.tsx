import { MiniMap, Panel, ReactFlow, ReactFlowProvider, useReactFlow, type ReactFlowInstance } from "@xyflow/react"
import { Maximize, ZoomIn, ZoomOut } from "lucide-react"
import { useCallback, useEffect, useMemo, useRef, useState } from "react"
import { IconButton } from "../controls/controls.tsx"
import { Menu } from "../controls/menu.tsx"
import { useModel, usePanel } from "../model/useModel.ts"
import { Box, MiniBox } from "./Box.tsx"
import { BoxActions, type GraphActions } from "./boxActions.ts"
import type { BoxNode } from "./flowElements.ts"
import { nearestBox } from "./nearestBox.ts"
import { GraphToolbar } from "./GraphToolbar.tsx"
import { Arrows } from "./Arrows.tsx"
import { OrderedList } from "./OrderedList.tsx"
import { inOrder, type ShapeNode } from "./shape.ts"
import { TaskDetails } from "./TaskDetails.tsx"
import { taskMenu } from "./taskMenu.ts"
import { usePlacedGraph, useShape, type PlacedGraph } from "./useLayout.ts"

const nodeTypes = { box: Box }
/** From so many boxes on there is a small map. */
const manyBoxes = 50
const fitting = { padding: 0.08, maxZoom: 1 } as const

/** The flow as a graph, with what there is to say of the task that is chosen. */
export function GraphView() {
  return (
    <ReactFlowProvider>
      <Graph />
    </ReactFlowProvider>
  )
}

function Graph() {
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
      <div className={`graph-canvas ${shape.nodes.length > manyBoxes ? "is-large" : ""}`}>
        {graph ? <Canvas graph={graph} /> : <p className="quiet center">Drawing …</p>}
      </div>
      <TaskDetails shape={shape} />
    </div>
  )
}

function Canvas({ graph }: { graph: PlacedGraph }) {
  const model = usePanel()
  const [menu, setMenu] = useState<{ x: number; y: number; node: ShapeNode }>()
  const actions = useGraphActions(graph, setMenu)
  const nodeCount = graph.nodes.length
  // Seen in the browser's own tools, and by what measures the panel.
  useEffect(() => {
    performance.mark("graph shown")
  }, [])
  return (
    <BoxActions value={actions}>
      <OrderedList shape={graph.shape} />
      <ReactFlow
        nodes={graph.nodes}
        nodeTypes={nodeTypes}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        elementsSelectable={false}
        onlyRenderVisibleElements={nodeCount > manyBoxes}
        minZoom={0.02}
        maxZoom={2}
        fitView
        fitViewOptions={fitting}
        onPaneClick={() => model.select(undefined)}
        proOptions={{ hideAttribution: true }}
        aria-label="The flow as a graph. The list before it has the same in words."
      >
        <Arrows arrows={graph.arrows} />
        <KeepFitting graph={graph} />
        <Zoom />
        {nodeCount > manyBoxes && (
          <MiniMap pannable zoomable nodeComponent={MiniBox} ariaLabel="Small map of the graph" />
        )}
      </ReactFlow>
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

function Zoom() {
  const flow = useReactFlow()
  return (
    <Panel position="bottom-left" className="zoom">
      <IconButton icon={ZoomIn} label="Zoom in" onClick={() => void flow.zoomIn()} />
      <IconButton icon={ZoomOut} label="Zoom out" onClick={() => void flow.zoomOut()} />
      <IconButton icon={Maximize} label="Fit the whole graph" onClick={() => void flow.fitView(fitting)} />
    </Panel>
  )
}

/** Fits the view when other boxes are drawn, and brings the box of the cell in front into it. */
function KeepFitting({ graph }: { graph: PlacedGraph }) {
  const flow = useReactFlow<BoxNode>()
  const ids = graph.nodes.map(({ id }) => id).join("\n")
  useEffect(() => {
    void flow.fitView(fitting)
  }, [flow, ids])
  const current = useModel(
    (model) =>
      graph.nodes.find(({ data }) => data.node.cell !== undefined && data.node.cell === model.selectedCell)?.id,
  )
  const chosen = useModel((model) => model.selectedNode)
  useEffect(() => bringIntoView(flow, current), [flow, current])
  useEffect(() => bringIntoView(flow, chosen), [flow, chosen])
  return null
}

function bringIntoView(flow: ReactFlowInstance<BoxNode>, id: string | undefined): void {
  if (id === undefined) return
  const box = document.querySelector(`[data-box="${CSS.escape(id)}"]`)
  const canvas = document.querySelector(".graph-canvas")
  if (canvas && box && isWithin(box.getBoundingClientRect(), canvas.getBoundingClientRect())) return
  void flow.fitView({ nodes: [{ id }], maxZoom: Math.max(0.6, flow.getZoom()), minZoom: 0.4 })
}

function isWithin(inner: DOMRect, outer: DOMRect): boolean {
  return (
    inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom
  )
}

function useGraphActions(
  graph: PlacedGraph,
  setMenu: (menu: { x: number; y: number; node: ShapeNode }) => void,
): GraphActions {
  const model = usePanel()
  const firstId = useMemo(() => inOrder(graph.shape)[0]?.id, [graph])
  const choose = useCallback(
    (id: string, { cell, line }: ShapeNode) => {
      model.select(id)
      if (cell !== undefined) model.tell({ type: "reveal", cell })
      else if (line !== undefined) model.tell({ type: "reveal", line })
    },
    [model],
  )
  return useMemo(
    () => ({
      firstId,
      choose,
      move: (event, id) => {
        const next = nearestBox(graph.nodes, id, event.key)
        if (next === undefined) return
        event.preventDefault()
        model.select(next)
        requestAnimationFrame(() => {
          document.querySelector<HTMLElement>(`[data-box="${CSS.escape(next)}"]`)?.focus({ preventScroll: true })
        })
      },
      openMenu: (event, id, node) => {
        event.preventDefault()
        model.select(id)
        // A key opens it without a place of the pointer's.
        const { left, bottom } = event.currentTarget.getBoundingClientRect()
        const isPointed = event.clientX !== 0 || event.clientY !== 0
        setMenu({ x: isPointed ? event.clientX : left, y: isPointed ? event.clientY : bottom, node })
      },
      toggleSubflow: (id) => {
        const open = model.ui.openSubflows
        model.set({ openSubflows: open.includes(id) ? open.filter((one) => one !== id) : [...open, id] })
      },
    }),
    [model, graph, firstId, choose, setMenu],
  )
}
