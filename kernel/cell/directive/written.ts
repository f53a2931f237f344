import { shallowJson } from "../../notebook/shallowJson.ts"
import type { Place } from "../problem.ts"

/** An option's value as it is written; the place is where its content begins (after a quote). */
export interface Written extends Place {
  text: string
  /** A string's content, or the bare word itself. */
  content: string
  /** The value as JSON; undefined for what isn't. */
  json: unknown
}

/** @param place where the text begins */
export function written(text: string, { line, column }: Place): Written {
  const json = parseJson(text)
  return typeof json === "string"
    ? { text, content: json, json, line, column: column + 1 }
    : { text, content: text, json, line, column }
}

/** A string, quoted or bare; undefined for a list, an object, an empty string and a quote out of place. */
export function readText({ content, json }: Written): string | undefined {
  if (typeof json === "string") return json.trim() === "" ? undefined : json
  return (typeof json === "object" && json !== null) || /^$|^[[{]|["'`]/.test(content) ? undefined : content
}

/**
 * A list: a JSON array, or words between commas, in brackets or not.
 * @returns the elements as they are written, or undefined when one of them is empty
 */
export function readElements({ text, json, line, column }: Written): readonly Written[] | undefined {
  const place = { line, column }
  if (Array.isArray(json)) return json.map((element) => written(JSON.stringify(element), place))
  if (json !== undefined) return [written(text, place)]
  const inner = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text
  const parts = inner.match(/(?:"(?:[^"\\]|\\.)*"|\{[^{}]*\}|[^,])+|(?<=,)(?=,|$)|^(?=,)/g) ?? []
  const elements = parts.map((part) => written(part.trim(), place))
  return elements.length === 0 || elements.some((element) => element.text === "") ? undefined : elements
}

/** A number with a unit is no JSON. */
const unit = /^-?[\d.]+\s*[a-z]/i

function parseJson(text: string): unknown {
  // Most values are bare words, and a thrown error costs more than the rest of a cell's analysis.
  if (!/^(?:["[{\d-]|true$|false$|null$)/.test(text) || unit.test(text)) return undefined
  return shallowJson(text)
}
