import type { OutputItem, RendererApi } from "vscode-notebook-renderer"
import { showFailure } from "./failure.ts"

/** Lets go of what was drawn. */
export type Dispose = () => void

/**
 * Draws an output into an element that is empty.
 * @returns how to let go of it
 */
export type Draw = (item: OutputItem, element: HTMLElement, signal: AbortSignal) => Dispose | Promise<Dispose>

/**
 * A renderer out of a way to draw. An output that is drawn anew lets go of what it was before, and one that can't be
 * drawn shows why, along with its data.
 */
export function rendererOf(what: string, draw: Draw): RendererApi {
  const drawn = new Map<string, Dispose>()
  const dispose = (id: string): void => {
    drawn.get(id)?.()
    drawn.delete(id)
  }
  return {
    async renderOutputItem(item, element, signal) {
      dispose(item.id)
      // VS Code styles what is at the top of an output as its own.
      const top = document.createElement("div")
      element.replaceChildren(top)
      try {
        const letGo = await draw(item, top, signal)
        // Scrolled away, or replaced, before it was drawn.
        if (signal.aborted) letGo()
        else drawn.set(item.id, letGo)
      } catch (error) {
        if (signal.aborted) return
        top.replaceChildren()
        showFailure(top, what, error, item)
      }
    },
    disposeOutputItem(id) {
      for (const one of id === undefined ? [...drawn.keys()] : [id]) dispose(one)
    },
  }
}
