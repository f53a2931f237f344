import { createContext, type KeyboardEvent, type MouseEvent } from "react"
import type { ShapeNode } from "../model/graphShape.ts"

/** What can be done with the boxes of the graph; the same object as long as the graph is. */
export interface GraphActions {
  /** Id of the box that the keyboard gets to when none is chosen. */
  firstId: string | undefined
  choose(id: string, node: ShapeNode): void
  move(event: KeyboardEvent, id: string): void
  openMenu(event: MouseEvent, id: string, node: ShapeNode): void
  toggleSubflow(id: string): void
}

export const BoxActions = createContext<GraphActions>({
  firstId: undefined,
  choose: () => undefined,
  move: () => undefined,
  openMenu: () => undefined,
  toggleSubflow: () => undefined,
})
