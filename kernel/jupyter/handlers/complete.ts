import { completeRequest } from "../contents.ts"
import { toCodePoints, toUtf16 } from "../positions.ts"
import type { Received } from "../wire/message.ts"
import type { KernelParts, Reply } from "./handler.ts"

/** Answers `complete_request`: how the name before the cursor may go on. */
export async function complete(request: Received, { assistant }: KernelParts): Promise<Reply> {
  const { code, cursor } = completeRequest(request)
  const { start, end, items } = await assistant.complete(code, toUtf16(code, cursor))
  const place = { start: toCodePoints(code, start), end: toCodePoints(code, end) }
  return {
    matches: items.map(({ text }) => text),
    cursor_start: place.start,
    cursor_end: place.end,
    metadata: {
      // What JupyterLab shows beside each name; the key is its own.
      _jupyter_types_experimental: items.map(({ text, kind, type }) => ({
        start: place.start,
        end: place.end,
        text,
        type: kind,
        signature: type,
      })),
    },
  }
}
