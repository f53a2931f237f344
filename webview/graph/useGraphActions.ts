import { useCallback, useMemo } from "react"
import { usePanel } from "../model/useModel.ts"
import type { GraphActions } from "./boxActions.ts"
import { nearestBox } from "./nearestBox.ts"
import { inOrder, type ShapeNode } from "../model/graphShape.ts"
import type { PlacedGraph } from "./useLayout.ts"

/** A menu that is asked for, and where; in pixels of the window. */
export interface AskedMenu {
  x: number
  y: number
  node: ShapeNode
}

/** What can be done with the boxes of a graph. */
export function useGraphActions(graph: PlacedGraph, setMenu: (menu: AskedMenu) => void): GraphActions {
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
