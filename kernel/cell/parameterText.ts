import type { ParameterType } from "./parameterType.ts"

/**
 * A parameter's value as a person would type it, in one line: `parameterValue` reads the same from it. A date may also be
 * a text of ISO 8601, as it comes over a wire.
 */
export function parameterText(value: unknown, type: ParameterType): string {
  if (value instanceof Date) return withoutMidnight(value.toISOString())
  if (typeof value === "string") return type.kind === "date" ? withoutMidnight(value) : value
  const isPlainList = type.kind === "array" && Array.isArray(value) && value.length > 0 && value.every(isPlain)
  if (isPlainList) return value.map(String).join(", ")
  return value === undefined ? "" : JSON.stringify(value)
}

function withoutMidnight(time: string): string {
  return time.replace(/T00:00:00(?:\.000)?Z$/u, "")
}

/** Whether an element of a list can stand between commas. */
function isPlain(element: unknown): boolean {
  return typeof element === "number" || (typeof element === "string" && /^[^,\s[\]{}"]+$/u.test(element))
}
