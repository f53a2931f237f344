/** A part of a value, with its place in it. */
export interface Child {
  /** Absent for the value itself. */
  key?: string
  value: unknown
}

const maxPreviewLength = 80
const maxTextLength = 30

/** The parts of a list or an object; undefined for what has none. */
export function childrenOf(value: unknown): readonly Child[] | undefined {
  if (typeof value !== "object" || value === null) return undefined
  return Object.entries(value).map(([key, part]: [string, unknown]) => ({ key, value: part }))
}

/** What a list or an object is, in a few characters: `[1,200]` for a list of so many elements. */
export function summaryOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.length.toLocaleString("en")}]`
  const count = Object.keys(Object(value)).length
  return count === 0 ? "{}" : `{${count.toLocaleString("en")}}`
}

/** The beginning of what is in a list or an object, in one line. */
export function previewOf(value: unknown): string {
  const isList = Array.isArray(value)
  const parts: string[] = []
  let length = 0
  for (const { key, value: part } of firstOf(value)) {
    const text = isList ? shortText(part) : `${key ?? ""}: ${shortText(part)}`
    length += text.length + 2
    if (length > maxPreviewLength) {
      parts.push("…")
      break
    }
    parts.push(text)
  }
  return parts.join(", ")
}

/** As many parts as a preview can show: a list may have millions. */
function firstOf(value: unknown): readonly Child[] {
  if (Array.isArray(value)) return childrenOf(value.slice(0, maxPreviewLength)) ?? []
  return (childrenOf(value) ?? []).slice(0, maxPreviewLength)
}

function shortText(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "[]" : "[…]"
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0 ? "{}" : "{…}"
  const text = JSON.stringify(value) ?? "undefined"
  return text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength)}…`
}
