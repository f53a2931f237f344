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
      element.replaceChildren()
      try {
        const letGo = await draw(item, element, signal)
        // Scrolled away, or replaced, before it was drawn.
        if (signal.aborted) letGo()
        else drawn.set(item.id, letGo)
      } catch (error) {
        if (signal.aborted) return
        element.replaceChildren()
        showFailure(element, what, error, item)
      }
    },
    disposeOutputItem(id) {
      for (const one of id === undefined ? [...drawn.keys()] : [id]) dispose(one)
    },
  }
}
