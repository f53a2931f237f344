import type { Node } from "oxc-parser"
import { boundNames } from "../nodes.ts"
import { isPlainGlobal, partOf, type ValueSource } from "./valueSources.ts"

/** The names that a pattern binds, each with the dotted path to its part: `{ env }`; undefined for what isn't taken apart. */
export function namedParts(pattern: Node): readonly (readonly [name: string, part: string | undefined])[] {
  if (pattern.type === "Identifier") return [[pattern.name, undefined]]
  if (pattern.type !== "ObjectPattern") return boundNames(pattern).map((name) => [name, ""] as const)
  return pattern.properties.flatMap((property) => {
    const key = property.type === "Property" && !property.computed ? property.key : undefined
    const part = key?.type === "Identifier" ? `.${key.name}` : ""
    return boundNames(property.type === "Property" ? property.value : property).map((name) => [name, part] as const)
  })
}

/**
 * The part of a value that a name of a pattern stands for.
 * @param part dotted; empty where it can't be told
 */
export function namedPart(source: ValueSource, part: string | undefined): readonly ValueSource[] {
  if (part === undefined) return [source]
  const { name, ...others } = partOf(source)
  if (name === "" || source.through !== undefined || source.isHeld) return [{ name, ...others }]
  return isPlainGlobal(name + part) ? [] : [{ name: name + part, ...others }]
}
