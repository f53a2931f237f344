import { useStore } from "@xyflow/react"
import { createContext, use } from "react"

/**
 * How much of a graph is drawn: all of it; names and states large enough to be read, when it is far away; or only the
 * states' colours, where letters would be dots. What can't be seen isn't drawn, since hundreds of boxes change at once.
 */
export type Detail = "full" | "names" | "colours"

const fullFrom = 0.8
const namesFrom = 0.45
/** Between two widths of arrows. */
const step = Math.SQRT2

/** The detail at a zoom; at 1 pixels are as large as they say. */
export function detailAt(zoom: number): Detail {
  return zoom >= fullFrom ? "full" : zoom >= namesFrom ? "names" : "colours"
}

/** How wide arrows are drawn so that they can be seen at a zoom, in steps. */
export function arrowWidthAt(zoom: number): number {
  if (zoom >= 1) return 1.2
  const steps = Math.round(Math.log(1 / zoom) / Math.log(step))
  return Math.round(Math.min(12, 1.2 * step ** steps) * 10) / 10
}

export const DetailContext = createContext<Detail>("full")

/** The detail in which the graph around is drawn. */
export function useDetail(): Detail {
  return use(DetailContext)
}

/** A figure that follows from the zoom; who uses it is drawn again when that is another. */
export function useAtZoom<Value>(at: (zoom: number) => Value): Value {
  return useStore(({ transform: [, , zoom] }) => at(zoom))
}
