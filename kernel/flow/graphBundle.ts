import type { MimeBundle } from "../api/types.ts"
import type { TaskOutline } from "./events.ts"
import { graphAsSvg } from "./graphSvg.ts"
import { graphAsMermaid, graphAsText } from "./graphText.ts"

/** Beyond this, an image shows nobody anything. */
const maxDrawn = 500

/** The graph in all forms that a front end may be able to show. */
export function graphBundle(tasks: readonly TaskOutline[]): MimeBundle {
  if (tasks.length === 0) return { "text/plain": "There are no tasks yet: a cell that begins with `// @task` is one." }
  return {
    ...(tasks.length <= maxDrawn && { "image/svg+xml": graphAsSvg(tasks) }),
    "text/vnd.mermaid": graphAsMermaid(tasks),
    "text/plain": graphAsText(tasks),
  }
}
