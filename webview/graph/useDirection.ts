import { useSyncExternalStore } from "react"
import { useModel, usePanel } from "../model/useModel.ts"
import type { Direction } from "./layoutInput.ts"

/** From so many times its height on, a panel is wide. */
const wide = 1.1

/** Which way the graph leads: as the person has chosen, or as it suits the panel's shape; and how to change it. */
export function useDirection(): [direction: Direction, turn: () => void] {
  const model = usePanel()
  const chosen = useModel(({ ui }) => ui.direction)
  const automatic = useSyncExternalStore(listen, directionOfPanel)
  const direction = chosen === "automatic" ? automatic : chosen
  const other = direction === "down" ? "right" : "down"
  return [direction, () => model.set({ direction: other === automatic ? "automatic" : other })]
}

/** Of the whole panel, since that of the graph is another whenever a task's details open. */
function directionOfPanel(): Direction {
  return window.innerWidth > wide * window.innerHeight ? "right" : "down"
}

function listen(listener: () => void): () => void {
  window.addEventListener("resize", listener)
  return () => window.removeEventListener("resize", listener)
}
