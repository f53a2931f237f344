import { useStore, type ReactFlowState } from "@xyflow/react"
import { useMemo } from "react"
import type { Arrow } from "./flowElements.ts"

/** Up to so many arrows, it costs less to draw all of them. */
const few = 2_000

/** The arrows that may be seen: of very many those near what is in view. */
export function useArrowsInView(arrows: readonly Arrow[]): readonly Arrow[] {
  const isMany = arrows.length > few
  const area = useStore((state) => (isMany ? areaInView(state) : ""))
  return useMemo(() => {
    if (area === "") return arrows
    const [left = 0, top = 0, right = 0, bottom = 0] = area.split(" ").map(Number)
    return arrows.filter(
      ({ bounds: { x, y, width, height } }) => x <= right && x + width >= left && y <= bottom && y + height >= top,
    )
  }, [arrows, area])
}

/** Left, top, right and bottom of what is in view, on a grid that is so wide that it is another only now and then. */
export function areaInView({
  width,
  height,
  transform: [x, y, zoom],
}: Pick<ReactFlowState, "width" | "height" | "transform">): string {
  const cell = 2 ** Math.ceil(Math.log2(Math.max(width, height, 1) / zoom / 2))
  const [left, top] = [-x / zoom, -y / zoom]
  const ends = [
    Math.floor(left / cell),
    Math.floor(top / cell),
    Math.ceil((left + width / zoom) / cell),
    Math.ceil((top + height / zoom) / cell),
  ]
  return ends.map((end) => end * cell).join(" ")
}
