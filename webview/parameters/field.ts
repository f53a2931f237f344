import * as v from "valibot"
import { parameterText } from "../../kernel/cell/parameterText.ts"
import type { ParameterType } from "../../kernel/cell/parameterType.ts"
import { canBeGiven, describeType, parameterValue, ParameterValueError } from "../../kernel/cell/parameterValue.ts"
import type { ParameterMessage } from "../../kernel/flowService/messages.ts"
import { parameterType } from "./typeSchema.ts"

/** A parameter as the form asks for it. Values are texts until the run is asked for. */
export interface Field {
  name: string
  help: string | undefined
  type: ParameterType
  control: "text" | "longText" | "switch" | "choice"
  /** What it takes, in words. */
  takes: string
  /** The default; undefined when only the cell's code tells it. */
  text: string | undefined
}

/** The fields of a form for some parameters, without those that only the notebook's code can make. */
export function fieldsOf(parameters: readonly ParameterMessage[]): readonly Field[] {
  const fields = parameters.map(({ name, help, type: sent, default: value }) => {
    const type = v.parse(parameterType, sent)
    return {
      name,
      help,
      type,
      control: controlOf(type),
      takes: describeType(type),
      text: value === undefined ? undefined : textOf(value, type),
    }
  })
  return fields.filter(({ type }) => canBeGiven(type))
}

/** What is wrong with a text for a field; undefined when nothing is. */
export function problemOf({ type }: Field, text: string): string | undefined {
  if (isStructured(type) && !isJson(text)) return "isn't JSON"
  try {
    parameterValue(text, type)
    return undefined
  } catch (error) {
    if (error instanceof ParameterValueError) return error.message
    throw error
  }
}

/** The parameters to ask for a run with: those whose text isn't the default. */
export function givenValues(
  fields: readonly Field[],
  texts: ReadonlyMap<string, string>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    fields.flatMap(({ name, type, text: before }) => {
      const text = texts.get(name)
      if (text === undefined || text === before) return []
      // Other texts are read by the kernel, as the type asks.
      const value: unknown = isStructured(type) ? JSON.parse(text) : text
      return [[name, value] as const]
    }),
  )
}

/** A value as a person would type it. */
export function textOf(value: unknown, type: ParameterType): string {
  // There is room for several lines.
  if (isStructured(type) && typeof value === "object") return JSON.stringify(value, undefined, 2)
  return parameterText(value, type)
}

function controlOf(type: ParameterType): Field["control"] {
  switch (type.kind) {
    case "boolean":
      return "switch"
    case "choice":
      return "choice"
    case "object":
    case "json":
      return "longText"
    default:
      return "text"
  }
}

function isStructured({ kind }: ParameterType): boolean {
  return kind === "object" || kind === "json"
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    // That it throws is the answer.
    return false
  }
}
