import type { MimeBundle } from "../../api/types.ts"
import { isTextType } from "../../model/mimeType.ts"
import { jsonSafe } from "./jsonSafe.ts"
import { isObject } from "../../isObject.ts"

/**
 * A bundle as it can be sent to a front end: texts are texts, bytes of images are base64, and all else is what JSON can
 * say. What isn't under a MIME type is left out.
 */
export function bundleOf(value: unknown): MimeBundle {
  if (!isObject(value)) return {}
  const entries = Object.entries(value).filter(([type, data]) => type.includes("/") && data !== undefined)
  return Object.fromEntries(entries.map(([type, data]) => [type, sendableData(type, data)]))
}

/** Metadata as it can be sent to a front end. */
export function metadataOf(metadata: MimeBundle): MimeBundle {
  return Object.fromEntries(Object.entries(metadata).map(([type, facts]) => [type, jsonSafe(facts)]))
}

function sendableData(type: string, data: unknown): unknown {
  if (typeof data === "string") return data
  if (data instanceof Uint8Array) return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64")
  // Jupyter's files have texts as lists of lines.
  if (Array.isArray(data) && isTextType(type) && data.every((line) => typeof line === "string")) return data.join("")
  const safe = jsonSafe(data)
  return !isTextType(type) || typeof safe === "string" ? safe : JSON.stringify(safe)
}
