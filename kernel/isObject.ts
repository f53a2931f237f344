/** Whether a value is an object in JSON's sense, neither a list nor null; nothing is known of its fields. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
