import type { MimeBundle } from "../../api/types.ts"
import { sanitiseOutput } from "./sanitise.ts"

const markup = new Set(["text/html", "image/svg+xml"])
const script = /\b(?:java|ecma)script\b/i

/**
 * What was displayed in an earlier run, without what could run where it is shown again: whoever made the run history decides what
 * is in it. Drawings, tables and styles stay; scripts go, and what only they could show.
 */
export function inertBundle(data: MimeBundle): MimeBundle {
  const kept = Object.entries(data).flatMap(([type, content]) => {
    if (script.test(type)) return []
    // Jupyter takes lists of lines as well.
    const text = Array.isArray(content) ? content.join("") : String(content)
    return [[type, markup.has(type.toLowerCase()) ? sanitiseOutput(text).text : content] as const]
  })
  return Object.fromEntries(kept)
}
