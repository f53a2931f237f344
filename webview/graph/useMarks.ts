import { useModel } from "../model/useModel.ts"
import type { ShapeNode } from "./shape.ts"

/** How a box is marked: chosen, the one of the cell in front, or standing back behind others. */
export function useMarks(id: string, node: ShapeNode): string {
  const isChosen = useModel((model) => model.selectedNode === id)
  const isCurrent = useModel((model) => node.cell !== undefined && model.selectedCell === node.cell)
  const isBack = useModel((model) => model.emphasised !== undefined && !model.emphasised.has(id))
  return [isChosen && "is-chosen", isCurrent && "is-current", isBack && "is-back"].filter(Boolean).join(" ")
}
