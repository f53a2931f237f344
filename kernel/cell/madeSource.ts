/** Classes of typed arrays. */
const arrays = /^(?:Int8|Uint8|Uint8Clamped|Int16|Uint16|Int32|Uint32|BigInt64|BigUint64|Float16|Float32|Float64)Array$/

/**
 * What TypeScript writes for a value that only code can make, such as a Set; undefined for any other.
 * @param source of its parts
 */
export function madeSource(value: unknown, source: (part: unknown) => string): string | undefined {
  const kind = Object.prototype.toString.call(value).slice("[object ".length, -1)
  if (value instanceof Set) return `new Set([${[...value].map(source).join(", ")}])`
  if (value instanceof Map) {
    return `new Map([${[...value].map(([key, part]) => `[${source(key)}, ${source(part)}]`).join(", ")}])`
  }
  if (value instanceof RegExp) return `new RegExp(${JSON.stringify(value.source)}, ${JSON.stringify(value.flags)})`
  if (value instanceof URL) return `new URL(${JSON.stringify(value.href)})`
  if (value instanceof Error) {
    const own = new Map<string, unknown>([["name", value.name], ...Object.entries(value)])
    if ("cause" in value) own.set("cause", value.cause)
    const parts = [...own].map(([key, part]) => `[${JSON.stringify(key)}]: ${source(part)}`)
    return `Object.assign(new Error(${JSON.stringify(value.message)}), { ${parts.join(", ")} })`
  }
  if (value instanceof ArrayBuffer) return `new Uint8Array(${bytesSource(new Uint8Array(value))}).buffer`
  if (!ArrayBuffer.isView(value)) return undefined
  const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  if (kind === "DataView") return `new DataView(new Uint8Array(${bytesSource(bytes)}).buffer)`
  return arrays.test(kind) ? `new ${kind}(new Uint8Array(${bytesSource(bytes)}).buffer)` : undefined
}

function bytesSource(bytes: Uint8Array): string {
  return `Buffer.from(${JSON.stringify(Buffer.from(bytes).toString("base64"))}, "base64")`
}
