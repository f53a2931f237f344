/**
 * JSON of a parameter's value that says all of it, for a run's record: what JSON has no word for is an array that begins with
 * its kind, and a list begins with `list`.
 */
export function exactText(value: unknown): string | undefined {
  const form = formOf(value)
  return form === undefined ? undefined : JSON.stringify(form)
}

/** The value in an object, so that `undefined` can be one; undefined when the text isn't of this kind: a store may hold any. */
export function exactValue(text: string): { value: unknown } | undefined {
  try {
    return valueOf(JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined
    throw error
  }
}

/** @returns undefined for what isn't a value of these kinds */
function formOf(value: unknown): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : ["number", Object.is(value, -0) ? "-0" : String(value)]
    case "undefined":
      return ["undefined"]
    case "bigint":
      return ["bigint", String(value)]
    case "object": {
      if (value === null) return null
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : ["date", value.toISOString()]
      const isList = Array.isArray(value)
      if (!isList && Object.prototype.toString.call(value) !== "[object Object]") return undefined
      const parts = Object.entries(value).map(([key, part]) => [key, formOf(part)] as const)
      if (parts.some(([, form]) => form === undefined)) return undefined
      return isList ? ["list", ...parts.map(([, form]) => form)] : Object.fromEntries(parts)
    }
    default:
      return undefined
  }
}

function valueOf(form: unknown): { value: unknown } | undefined {
  if (typeof form !== "object" || form === null) return { value: form }
  if (!Array.isArray(form)) {
    const parts = Object.entries(form).map(([key, part]) => [key, valueOf(part)] as const)
    if (parts.some(([, part]) => part === undefined)) return undefined
    return { value: Object.fromEntries(parts.map(([key, part]) => [key, part?.value])) }
  }
  const [kind, ...rest]: readonly unknown[] = form
  const text = String(rest[0])
  switch (kind) {
    case "undefined":
      return { value: undefined }
    case "number":
      return { value: Number(text) }
    case "bigint":
      return { value: BigInt(text) }
    case "date": {
      const value = new Date(text)
      return Number.isNaN(value.getTime()) ? undefined : { value }
    }
    case "list": {
      const parts = rest.map(valueOf)
      return parts.includes(undefined) ? undefined : { value: parts.map((part) => part?.value) }
    }
    default:
      return undefined
  }
}
