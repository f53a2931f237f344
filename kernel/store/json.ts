/**
 * JSON of anything that user code may have handed over: what JSON can't say (a bigint, a cycle) becomes text, since a
 * log line or an output must never be the reason that a run can't be recorded.
 */
export function toJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "null"
  } catch {
    // Only this slower form knows what to do about them; it isn't needed for nearly all values.
    return JSON.stringify(value, makeReplacer()) ?? "null"
  }
}

function makeReplacer(): (this: unknown, key: string, value: unknown) => unknown {
  const ancestors: unknown[] = []
  return function replace(_key, value) {
    if (typeof value === "bigint") return String(value)
    if (typeof value !== "object" || value === null) return value
    // JSON.stringify calls this on each holder in turn, so the path to the value is what leads to its holder.
    while (ancestors.length > 0 && ancestors.at(-1) !== this) ancestors.pop()
    if (ancestors.includes(value)) return "[Circular]"
    ancestors.push(value)
    return value
  }
}
