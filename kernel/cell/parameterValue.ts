import type { ParameterType } from "./parameterType.ts"

/** Thrown when a value isn't what a parameter takes. */
export class ParameterValueError extends Error {
  override readonly name = "ParameterValueError"
}

/**
 * A parameter's value from what was given for it: text is read as the type asks, other values are checked.
 * @throws {ParameterValueError} when it isn't what the type takes
 */
export function parameterValue(given: unknown, type: ParameterType): unknown {
  const found = typeof given === "string" ? fromText(given, type) : fromValue(given, type)
  if (found) return found.value
  throw new ParameterValueError(`takes ${describeType(type)}, not ${shown(given)}`)
}

/** Whether a type takes a value as it is, a text included: none is read as something else. */
export function takesValue(value: unknown, type: ParameterType): boolean {
  if (Array.isArray(value)) {
    if (type.kind === "array") return value.every((element) => takesValue(element, type.element))
    if (type.kind === "tuple") return value.length <= type.elements.length
  }
  if (type.kind === "union") return type.members.some((member) => takesValue(value, member))
  return fromValue(value, type) !== undefined
}

/** Whether a form can ask for a value of a type: there are texts that stand for one. */
export function canBeGiven({ kind }: ParameterType): boolean {
  return kind !== "made"
}

/** A value in a message. The panel's form shows these too, so it is done without Node. */
function shown(given: unknown): string {
  if (typeof given === "string") return `'${given}'`
  if (typeof given === "bigint") return `${given}n`
  return JSON.stringify(given) ?? String(given)
}

/** The value in an object, so that `undefined` can be one. */
type Found = { value: unknown } | undefined

function fromText(text: string, type: ParameterType): Found {
  switch (type.kind) {
    case "string":
      return { value: text }
    case "number": {
      const value = Number(text)
      return text.trim() !== "" && Number.isFinite(value) ? { value } : undefined
    }
    case "bigint":
      return bigintFrom(text)
    case "boolean":
      return text === "true" || text === "false" ? { value: text === "true" } : undefined
    case "date":
      return dateFrom(text)
    case "choice": {
      const value = type.choices.find((choice) => String(choice) === text)
      return value === undefined ? undefined : { value }
    }
    case "array":
      return arrayFromText(text, type.element)
    case "tuple":
    case "object": {
      const parsed = jsonFrom(text)
      return parsed && fromValue(parsed.value, type)
    }
    case "made":
      return undefined
    case "union":
      return firstFound(type.members, (member) => fromText(text, member))
    case "nothing":
      return text === String(type.value) || text === "" ? { value: type.value } : undefined
    case "json":
      return jsonFrom(text) ?? { value: text }
  }
}

function fromValue(value: unknown, type: ParameterType): Found {
  const accept = (fits: boolean): Found => (fits ? { value } : undefined)
  switch (type.kind) {
    case "string":
    case "boolean":
      return accept(typeof value === type.kind)
    case "number":
      return accept(typeof value === "number" && !Number.isNaN(value))
    case "bigint":
      if (typeof value === "number") return Number.isSafeInteger(value) ? { value: BigInt(value) } : undefined
      return accept(typeof value === "bigint")
    case "date":
      return accept(value instanceof Date && !Number.isNaN(value.getTime()))
    case "choice":
      return accept(type.choices.some((choice) => choice === value))
    case "array":
      return Array.isArray(value) ? allFound(value, (element) => convert(element, type.element)) : undefined
    case "tuple": {
      if (!Array.isArray(value) || value.length > type.elements.length) return undefined
      return allFound(type.elements, (element, index) => convert(value[index], element))
    }
    case "object":
      // Unlike its prototype, its tag is the same in every realm.
      return accept(Object.prototype.toString.call(value) === "[object Object]")
    case "made":
      // As code hands it over, to a subflow say; no text stands for it.
      return accept(Object.prototype.toString.call(value) === `[object ${type.name.replace(/^Readonly/, "")}]`)
    case "union":
      return firstFound(type.members, (member) => fromValue(value, member))
    case "nothing":
      return accept(value === type.value)
    case "json":
      return { value }
  }
}

/** A text within a list is what it is when the list takes texts, and is read as its type asks otherwise. */
function convert(value: unknown, type: ParameterType): Found {
  return typeof value === "string" ? fromText(value, type) : fromValue(value, type)
}

/** A JSON array, or elements between commas where they have no commas of their own. */
function arrayFromText(text: string, element: ParameterType): Found {
  const parsed = text.trimStart().startsWith("[") ? jsonFrom(text)?.value : undefined
  if (Array.isArray(parsed)) return allFound(parsed, (item) => convert(item, element))
  if (isJsonOnly(element) || isBrokenList(text)) return undefined
  const parts = text === "" ? [] : text.split(",").map((part) => part.trim())
  return allFound(parts, (part) => fromText(part, element))
}

/** Whether a text that isn't JSON was meant to be a list in JSON: a shell may have taken its quotes away. */
function isBrokenList(text: string): boolean {
  // In elements between commas, each bracket is closed.
  const [first = ""] = text.split(",")
  return /^\s*\[[\s[{]*["']/.test(text) || (/^\s*\[/.test(first) && !first.includes("]"))
}

function isJsonOnly(type: ParameterType): boolean {
  switch (type.kind) {
    case "object":
    case "tuple":
      return true
    case "array":
      return isJsonOnly(type.element)
    case "union":
      return type.members.every(isJsonOnly)
    default:
      return false
  }
}

function bigintFrom(text: string): Found {
  const [, digits] = /^([+-]?\d+|0(?:x[\da-f]+|o[0-7]+|b[01]+))n?$/i.exec(text.trim()) ?? []
  return digits === undefined ? undefined : { value: BigInt(digits) }
}

function dateFrom(text: string): Found {
  // Date itself takes almost any text that has a number in it, and the 30th of February for the 2nd of March.
  const [, day] = /^(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:[T ]\d\d:\d\d|$)/.exec(text) ?? []
  if (day === undefined || !isDay(day)) return undefined
  const value = new Date(text)
  return Number.isNaN(value.getTime()) ? undefined : { value }
}

/** @param text a year, or with its month, or with its day too */
function isDay(text: string): boolean {
  const midnight = new Date(text)
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text)
}

function jsonFrom(text: string): Found {
  try {
    let isFinite = true
    const value: unknown = JSON.parse(text, (_, part: unknown) => {
      if (typeof part === "number") isFinite &&= Number.isFinite(part)
      return part
    })
    // A number that is too large would silently be another one.
    return isFinite ? { value } : undefined
  } catch {
    // Not JSON: the caller has another reading of the text.
    return undefined
  }
}

/** The place of the types that take more than others, or take them for what they aren't. */
const lateKinds: readonly ParameterType["kind"][] = ["bigint", "string"]

/** Types that take less come first, so that `number | string` reads 5 as a number. */
function firstFound(members: readonly ParameterType[], find: (member: ParameterType) => Found): Found {
  const ordered = members.toSorted((first, second) => lateKinds.indexOf(first.kind) - lateKinds.indexOf(second.kind))
  for (const member of ordered) {
    const found = find(member)
    if (found) return found
  }
  return undefined
}

function allFound<Item>(items: readonly Item[], find: (item: Item, index: number) => Found): Found {
  const found = items.map(find)
  return found.includes(undefined) ? undefined : { value: found.map((item) => item?.value) }
}

/** A type in words: `a number`, `one of 'fast', 'exact'`. */
export function describeType(type: ParameterType): string {
  switch (type.kind) {
    case "string":
      return "a text"
    case "number":
      return "a number"
    case "bigint":
      return "a bigint such as 7n"
    case "boolean":
      return "true or false"
    case "date":
      return "a date such as 2023-01-31"
    case "choice":
      return type.choices.length === 1 ? literal(type.choices[0]) : `one of ${type.choices.map(literal).join(", ")}`
    case "array":
      return `a list of ${plural(type.element)} (${isJsonOnly(type) ? asJson(type) : "separated by commas, or as JSON"})`
    case "tuple":
      return `a list (${asJson(type)})`
    case "object":
      return `an object (${asJson(type)})`
    case "made":
      return `a ${type.name} (which only the notebook's code can make)`
    case "union":
      return type.members.map(describeType).join(" or ")
    case "nothing":
      return String(type.value)
    case "json":
      return "JSON"
  }
}

function literal(value: unknown): string {
  return typeof value === "string" ? `'${value}'` : String(value)
}

function plural(type: ParameterType): string {
  const plurals: Partial<Record<ParameterType["kind"], string>> = {
    string: "texts",
    number: "numbers",
    bigint: "bigints",
    date: "dates",
    tuple: "lists",
    object: "objects",
  }
  return plurals[type.kind] ?? `values that are each ${describeType(type)}`
}

function asJson(type: ParameterType): string {
  return `as JSON, such as ${JSON.stringify(example(type))}`
}

/** A value that a type takes, as JSON has it. */
function example(type: ParameterType): unknown {
  switch (type.kind) {
    case "string":
      return "a"
    case "number":
    case "bigint":
      return 1
    case "boolean":
      return true
    case "date":
      return "2023-01-31"
    case "choice":
      return type.choices[0]
    case "array":
      return [example(type.element)]
    case "tuple":
      return type.elements.map(example)
    case "object":
      return { a: 1 }
    case "union":
      return type.members[0] && example(type.members[0])
    case "nothing":
    case "made":
    case "json":
      return null
  }
}
