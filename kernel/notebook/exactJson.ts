declare global {
  /** What Node 24 has beyond TypeScript's own description. */
  interface JSON {
    rawJSON(text: string): object
    parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown
  }
}

/**
 * Reads JSON so that `JSON.stringify` writes every number as it stood: `1.0`, and integers beyond what a number holds.
 * Such a number is an object that only `JSON.stringify` understands.
 * @throws {SyntaxError} when it isn't JSON
 */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text, (_key, value, { source }) => {
    if (typeof value !== "number" || source === undefined || String(value) === source) return value
    return JSON.rawJSON(source)
  })
}
