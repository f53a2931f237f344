import { toJson } from "../../store/json.ts"

const anEscape = /\\(?:\\|ud[89ab][0-9a-f]{2}|ud[c-f][0-9a-f]{2})/g

/**
 * JSON for front ends. Half a surrogate pair, which a cut text may leave, becomes the replacement character: Python reads
 * the escape, and then can't write the notebook's file.
 */
export function toWireJson(value: unknown): string {
  const json = toJson(value)
  return json.includes("\\ud") ? json.replaceAll(anEscape, (escape) => (escape === "\\\\" ? escape : "\ufffd")) : json
}
