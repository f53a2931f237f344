import type { Rect } from "@xyflow/react"
import { isFailure, isTerminal, type State } from "../../kernel/flow/state.ts"
import type { RunView, TaskRunView } from "../../kernel/flow/runView.ts"
import type { PanelModel } from "../model/panelModel.ts"
import { combined } from "./combined.ts"
import type { BoxNode } from "./flowElements.ts"
import { inOrder, type Shape, type ShapeNode } from "../model/graphShape.ts"
import type { PlacedGraph } from "./useLayout.ts"

/** The run of a box's task, or of its tasks as one. */
export function runOfBox(view: RunView, { kind, label, tasks }: ShapeNode): TaskRunView | undefined {
  return kind === "group" ? combined(view, tasks) : view.taskRuns.get(label)
}

/** The boxes of the tasks that are in a state, in the flow's order. */
export function boxesInState(shape: Shape, view: RunView, state: State): readonly ShapeNode[] {
  return inOrder(shape).filter(({ tasks }) => tasks.some((task) => view.taskRuns.get(task)?.state === state))
}

/** Where to look first: at the chosen box, at what failed, at what runs, or at the beginning. */
export function focusOf(model: PanelModel, graph: PlacedGraph): Rect | undefined {
  const { shape, nodes } = graph
  const { selectedNode, shown } = model
  const isNow = (isWanted: (state: State) => boolean): string | undefined =>
    shown && inOrder(shape).find((node) => isWanted(runOfBox(shown.view, node)?.state ?? "pending"))?.id
  const isChosen = nodes.some(({ id }) => id === selectedNode)
  const id =
    (isChosen ? selectedNode : undefined) ??
    isNow(isFailure) ??
    isNow((state) => state !== "pending" && state !== "queued" && !isTerminal(state)) ??
    firstBox(graph)?.id
  return id === undefined ? undefined : placeOf(nodes, id)
}

/** Of the boxes in the first layer, the first one. */
function firstBox({ nodes, direction }: PlacedGraph): BoxNode | undefined {
  const place = ({ position: { x, y } }: BoxNode): readonly [along: number, across: number] =>
    direction === "down" ? [y, x] : [x, y]
  return nodes
    .filter(({ parentId }) => parentId === undefined)
    .reduce<BoxNode | undefined>((first, node) => {
      if (!first) return node
      const [[along, across], [otherAlong, otherAcross]] = [place(first), place(node)]
      return otherAlong < along || (otherAlong === along && otherAcross < across) ? node : first
    }, undefined)
}

/** Boxes of a subflow count from their task's corner. */
function placeOf(nodes: readonly BoxNode[], id: string): Rect | undefined {
  const node = nodes.find((one) => one.id === id)
  if (!node) return undefined
  const { width = 0, height = 0, position, parentId } = node
  const parent = parentId === undefined ? undefined : placeOf(nodes, parentId)
  return { x: position.x + (parent?.x ?? 0), y: position.y + (parent?.y ?? 0), width, height }
}
