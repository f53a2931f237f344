/** Tells whether a value that came from another process is of a form. */
export type Check = (value: unknown) => boolean

export const isText: Check = (value) => typeof value === "string"
export const isNumber: Check = (value) => typeof value === "number"
export const isWhole: Check = (value) => Number.isSafeInteger(value)
export const isFlag: Check = (value) => typeof value === "boolean"
export const isList: Check = (value) => Array.isArray(value)
export const isTextOrNone: Check = (value) => value === undefined || typeof value === "string"
export const isNumberOrNone: Check = (value) => value === undefined || typeof value === "number"
export const isLevel: Check = (value) => value === "debug" || value === "info" || value === "warn" || value === "error"
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null
export const isObjectOrNone: Check = (value) => value === undefined || isObject(value)

/** Whether a value is an object whose named properties pass their checks. */
export const has = (checks: Readonly<Record<string, Check>>): Check => {
  const fields = Object.entries(checks)
  return (value) => isObject(value) && fields.every(([name, check]) => check(value[name]))
}
