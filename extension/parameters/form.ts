import type { Parameter } from "../../kernel/cell/parameters.ts"
import { parameterText } from "../../kernel/cell/parameterText.ts"
import type { ParameterType } from "../../kernel/cell/parameterType.ts"
import { describeType, parameterValue, ParameterValueError } from "../../kernel/cell/parameterValue.ts"

/** What a person has given for parameters, as text, by their names; the others have their defaults. */
export type GivenTexts = Readonly<Record<string, string>>

/** A parameter as a form shows it. */
export interface ParameterRow {
  name: string
  /** Its value, as text. */
  value: string
  /** Whether a person has given it. */
  isGiven: boolean
  /** Its help, and what it takes. */
  about: string
}

/**
 * The rows of a form, in the notebook's order.
 * @param source of the `@parameters` cell: a default that only its evaluation tells is shown as it is written
 */
export function parameterRows(
  parameters: readonly Parameter[],
  given: GivenTexts,
  source: string,
): readonly ParameterRow[] {
  return parameters.map((parameter): ParameterRow => {
    const { name, help, type } = parameter
    const text = Object.hasOwn(given, name) ? given[name] : undefined
    const about = [...(help === undefined ? [] : [help.replaceAll(/\s*\n\s*/g, " ")]), `Takes ${describeType(type)}`]
    return {
      name,
      value: text ?? defaultText(parameter, source),
      isGiven: text !== undefined,
      about: about.join(" · "),
    }
  })
}

/** What is given, without what the notebook doesn't have or doesn't take any more, and what is the default anyway. */
export function stillFitting(parameters: readonly Parameter[], given: GivenTexts): GivenTexts {
  const fitting = parameters.flatMap((parameter) => {
    const text = Object.hasOwn(given, parameter.name) ? given[parameter.name] : undefined
    const fits = text !== undefined && problemOf(text, parameter.type) === undefined
    return fits && text !== editText(parameter, {}) ? [[parameter.name, text] as const] : []
  })
  return Object.fromEntries(fitting)
}

/** The text that a person begins to edit. */
export function editText({ name, type, default: value }: Parameter, given: GivenTexts): string {
  const text = Object.hasOwn(given, name) ? given[name] : undefined
  return text ?? (value === undefined ? "" : parameterText(value, type))
}

/** Why a text isn't what a parameter takes; undefined when it is. */
export function problemOf(text: string, type: ParameterType): string | undefined {
  try {
    parameterValue(text, type)
    return undefined
  } catch (error) {
    if (!(error instanceof ParameterValueError)) throw error
    const { message } = error
    return message.charAt(0).toUpperCase() + message.slice(1)
  }
}

/** The values that can be chosen from, as text; `isOpen` when others can be typed. Undefined where all are typed. */
export function choicesOf(type: ParameterType): { texts: readonly string[]; isOpen: boolean } | undefined {
  const members = type.kind === "union" ? type.members : [type]
  const closed = members.map(closedTexts)
  const texts = closed.flatMap((choices) => choices ?? [])
  return texts.length === 0 ? undefined : { texts: [...new Set(texts)], isOpen: closed.includes(undefined) }
}

function closedTexts(type: ParameterType): readonly string[] | undefined {
  switch (type.kind) {
    case "boolean":
      return ["true", "false"]
    case "choice":
      return type.choices.map(String)
    case "nothing":
      return [String(type.value)]
    default:
      return undefined
  }
}

function defaultText({ type, start, end, default: value }: Parameter, source: string): string {
  return value === undefined ? source.slice(start, end).replaceAll(/\s+/g, " ") : parameterText(value, type)
}
