import type { Scope, Variable } from "@typescript-eslint/scope-manager"
import type { Node, Program } from "oxc-parser"
import { scopesOf, walk } from "./references.ts"

/** One place where a cell writes a name of its top level, be it of a value or of a type. */
export interface Occurrence {
  name: string
  start: number
  /**
   * What has to stand between the name and another that takes its place, where it is a property's key (or an export's name)
   * as well.
   */
  separator: ": " | " as " | undefined
}

/** Every place where a cell defines or uses a name of its top level, in the order of the text. */
export function occurrencesIn(program: Program, isWanted: (name: string) => boolean): readonly Occurrence[] {
  const top = topScope(program)
  if (!top) return []
  const starts = new Map<number, string>()
  const add = ({ name, identifiers, references }: Variable): void => {
    for (const { range } of [...identifiers, ...references.map(({ identifier }) => identifier)])
      starts.set(range[0], name)
  }
  top.variables.filter(({ name }) => isWanted(name)).forEach(add)
  // Within a class, its name is one of an inner scope, which has the same place.
  const inner = top.childScopes.flatMap(({ variables }) => variables)
  inner.filter(({ name, identifiers }) => identifiers.some(({ range }) => starts.get(range[0]) === name)).forEach(add)
  return inOrder(starts, program)
}

/** Every place where a cell uses a name that it doesn't define, in the order of the text. */
export function foreignOccurrencesIn(program: Program, isWanted: (name: string) => boolean): readonly Occurrence[] {
  const starts = new Map<number, string>()
  for (const { identifier } of topScope(program)?.through ?? []) {
    if (isWanted(identifier.name)) starts.set(identifier.range[0], identifier.name)
  }
  return inOrder(starts, program)
}

function inOrder(starts: ReadonlyMap<number, string>, program: Program): readonly Occurrence[] {
  if (starts.size === 0) return []
  const separators = separatorsIn(program)
  return [...starts]
    .toSorted(([first], [second]) => first - second)
    .map(([start, name]) => ({ name, start, separator: separators.get(start) }))
}

/** Every name that is bound in a scope within a cell, such as a function's parameters. */
export function innerNamesIn(program: Program): ReadonlySet<string> {
  const names = new Set<string>()
  const scopes = [...(topScope(program)?.childScopes ?? [])]
  // An array that grows while it is walked is walked to its new end.
  for (const { variables, childScopes } of scopes) {
    for (const { name } of variables) names.add(name)
    scopes.push(...childScopes)
  }
  return names
}

function topScope(program: Program): Scope | undefined {
  return scopesOf(program).globalScope?.childScopes[0]
}

function separatorsIn(program: Program): ReadonlyMap<number, ": " | " as "> {
  const separators = new Map<number, ": " | " as ">()
  walk(program, (node: Node) => {
    if (node.type === "Property" && node.shorthand) separators.set(node.start, ": ")
    else if (node.type === "ExportSpecifier" && node.local.start === node.exported.start) {
      separators.set(node.start, " as ")
    }
  })
  return separators
}
