import { useModel } from "../model/useModel.ts"
import type { ShapeNode } from "../model/graphShape.ts"

/** How a box is marked: chosen, the one of the cell in front, standing back behind others, or with problems. */
export function useMarks(id: string, { cell }: ShapeNode): string {
  // One question for all, since hundreds of boxes ask it in every frame in which something changes.
  return useModel((model) => {
    const isChosen = model.selectedNode === id
    const isCurrent = cell !== undefined && model.selectedCell === cell
    const isBack = model.emphasised !== undefined && !model.emphasised.has(id)
    const hasProblem = !model.isEarlier && model.problemsOf(cell) !== undefined
    if (!isChosen && !isCurrent && !isBack && !hasProblem) return ""
    const marks = [isChosen && "is-chosen", isCurrent && "is-current", isBack && "is-back", hasProblem && "has-problem"]
    return marks.filter(Boolean).join(" ")
  })
}
