/** Tells whether a value that came from another process is of a form. */
export type Check = (value: unknown) => boolean

export const isText: Check = (value) => typeof value === "string"
export const isTextOrNull: Check = (value) => value === null || isText(value)
/** Any number, NaN included. */
export const isNumber: Check = (value) => typeof value === "number"
export const isFiniteNumber: Check = (value) => Number.isFinite(value)
export const isWhole: Check = (value) => Number.isSafeInteger(value)
/** A whole number that isn't negative: how many, or how large. */
export const isCount: Check = (value) => isWhole(value) && Number(value) >= 0
export const isFlag: Check = (value) => typeof value === "boolean"
export const isLevel: Check = (value) => value === "debug" || value === "info" || value === "warn" || value === "error"
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

/** Whether it is an object as braces make one: no list, Map, Date and the like. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (!isObject(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Whether a value passes the check, or isn't there. */
export const orNone =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)

/** Whether a value is a list without holes (which may claim any length) whose elements pass the check. */
export const isListOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) &&
    Object.keys(value).length === value.length &&
    value.every((element: unknown) => check(element))

/** A check for each property of a type. */
export type FieldsOf<Type> = { readonly [Name in keyof Type]-?: Check }

/** Whether a value is an object whose properties pass their checks, without any other. */
export function has(fields: Readonly<Record<string, Check>>): Check {
  const checks = Object.entries(fields)
  const names = new Set(Object.keys(fields))
  return (value) => {
    if (!isRecord(value)) return false
    for (const [name, check] of checks) if (!check(value[name])) return false
    for (const name in value) if (!names.has(name)) return false
    return true
  }
}

/** Whether a value is an object whose named properties pass their checks; another version of tsnb may have written more. */
export function hasAtLeast(fields: Readonly<Record<string, Check>>): Check {
  const checks = Object.entries(fields)
  return (value) => isObject(value) && checks.every(([name, check]) => check(value[name]))
}

/** Whether a value is of one of several forms, told apart by a property. */
export function oneOf(property: string, forms: Readonly<Record<string, Readonly<Record<string, Check>>>>): Check {
  const known = new Map<unknown, Check>(Object.entries(forms).map(([name, fields]) => [name, has(fields)]))
  return (value) => isRecord(value) && (known.get(value[property])?.(value) ?? false)
}

/** A check for each property of each type of a union that `Property` tells apart. */
export type FormsOf<Union extends { readonly [Name in Property]: string }, Property extends string> = {
  readonly [Kind in Union[Property]]: FieldsOf<Extract<Union, { readonly [Name in Property]: Kind }>>
}

/** How deep data may be nested whose form is the author's own affair. */
const deepest = 500
/** How many parts it may have, those within others counted wherever they are met. */
const mostParts = 20_000_000

/**
 * Whether data can be gone through by recursion, and to its end: no circles, no depths, and no list that claims to be of any
 * length.
 */
export function isBounded(value: unknown): boolean {
  let parts = 0
  const isWithinBounds = (part: unknown, depth: number): boolean => {
    if (++parts > mostParts) return false
    if (!isObject(part) || ArrayBuffer.isView(part)) return true
    if (depth >= deepest) return false
    if (Array.isArray(part)) {
      if (part.length > mostParts) return false
      for (let index = 0; index < part.length; index++) if (!isWithinBounds(part[index], depth + 1)) return false
      return true
    }
    for (const name in part) if (!isWithinBounds(part[name], depth + 1)) return false
    return true
  }
  return isWithinBounds(value, 0)
}
