import { useReactFlow, useStore, useStoreApi, type ReactFlowInstance } from "@xyflow/react"
import { useCallback, useEffect, useMemo, useRef, type RefObject } from "react"
import { useModel, usePanel } from "../model/useModel.ts"
import type { BoxNode } from "./flowElements.ts"
import { focusOf } from "./focus.ts"
import type { Size } from "./layoutInput.ts"
import type { PlacedGraph } from "./useLayout.ts"
import { aboveButtons, fits, readableView, wholeView, zooms } from "./views.ts"

/** What decides over the part of the graph that is in view: the panel, which keeps it readable, or the person. */
export type Viewing = "readable" | "whole" | "moved"

/**
 * Shows as much of a graph as can be read, or all of it.
 * @param hasMap the buttons are beside the canvas then, with the small map
 */
export function useFit(graph: PlacedGraph, hasMap: boolean): (viewing: "readable" | "whole") => void {
  const model = usePanel()
  const flow = useReactFlow<BoxNode>()
  const store = useStoreApi()
  return useCallback(
    (viewing) => {
      const { width, height } = store.getState()
      if (width === 0 || height === 0) return
      const area = hasMap ? { width, height } : aboveButtons({ width, height })
      void flow.setViewport(
        viewing === "whole" ? wholeView(graph, area) : readableView(graph, area, focusOf(model, graph)),
      )
    },
    [model, flow, store, graph, hasMap],
  )
}

/**
 * Fits the view when other boxes are drawn, another run is shown or ends, or the canvas is of another size; and brings the
 * box of the cell in front into it, the chosen one, and one that was found.
 * @param area what there is for the canvas and for the details beside it
 * @param viewing what the person has moved stays where it is, until other boxes are drawn
 */
export function KeepFitting(props: { graph: PlacedGraph; area: Size; hasMap: boolean; viewing: RefObject<Viewing> }) {
  const { graph, area, hasMap, viewing } = props
  const flow = useReactFlow<BoxNode>()
  const fit = useFit(graph, hasMap)
  const width = useStore((state) => state.width)
  const height = useStore((state) => state.height)
  const run = useModel(({ shown }) => shown && `${shown.id} ${shown.view.state}`)
  const shape = useMemo(() => [graph.direction, ...graph.nodes.map(({ id }) => id)].join("\n"), [graph])
  const chosen = useModel((model) => model.selectedNode)
  // What else changes of a graph leaves the view where the person has moved it.
  useLaterEffect(() => {
    viewing.current = "readable"
  }, [shape])
  const fitted = useRef("")
  useEffect(() => {
    const reasons = [shape, run, area.width, area.height, hasMap, graph.isRough].join(" ")
    const areDetailsAlone = fitted.current === reasons
    fitted.current = reasons
    // When details open or close, a part of a large graph stays where it is.
    const isKept = areDetailsAlone && viewing.current === "readable" && !fits(graph, { width, height })
    if (viewing.current === "moved" || isKept) bringIntoView(flow, chosen)
    else fit(viewing.current)
  }, [shape, run, area.width, area.height, width, height, hasMap, graph.isRough])
  const byCell = useMemo(() => new Map(graph.nodes.map(({ id, data }) => [data.node.cell, id] as const)), [graph])
  const current = useModel(({ selectedCell }) => (selectedCell === undefined ? undefined : byCell.get(selectedCell)))
  useLaterEffect(() => bringIntoView(flow, current), [flow, current])
  useLaterEffect(() => bringIntoView(flow, chosen), [flow, chosen])
  const found = useModel((model) => model.emphasised)
  useEffect(() => {
    if (found && !isAnyDrawn(found)) bringIntoView(flow, [...found][0])
  }, [flow, found])
  return null
}

/** An effect of changes alone: what there is at first has been seen to. */
function useLaterEffect(effect: () => void, on: readonly unknown[]): void {
  const isFirst = useRef(true)
  useEffect(() => {
    if (!isFirst.current) effect()
    isFirst.current = false
  }, on)
}

/** Of a large graph only what is in view is drawn. */
function isAnyDrawn(ids: ReadonlySet<string>): boolean {
  return [...document.querySelectorAll<HTMLElement>("[data-box]")].some(({ dataset }) => ids.has(dataset["box"] ?? ""))
}

function bringIntoView(flow: ReactFlowInstance<BoxNode>, id: string | undefined): void {
  if (id === undefined) return
  const box = document.querySelector(`[data-box="${CSS.escape(id)}"]`)
  const canvas = document.querySelector(".react-flow")
  if (canvas && box && isWithin(box.getBoundingClientRect(), canvas.getBoundingClientRect())) return
  void flow.fitView({ nodes: [{ id }], maxZoom: Math.max(zooms.readable, flow.getZoom()), minZoom: zooms.readable })
}

function isWithin(inner: DOMRect, outer: DOMRect): boolean {
  return (
    inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom
  )
}
