import type { Node } from "oxc-parser"
import { bare, dottedName, nameOfPart, rootOf } from "../nodes.ts"
import { isReadingMethod } from "../readingMethods.ts"
import type { LocalNames } from "./localNames.ts"
import { namedPart, namedParts } from "./patternParts.ts"
import {
  defaultSources,
  givenThrough,
  heldBy,
  partOf,
  rootNameOf,
  sharedNames,
  takesIn,
  type ValueSource,
} from "./valueSources.ts"

/** Collects which values come to be known by names, or to be held by what these stand for. */
export class ValueFlows {
  readonly flows = new Map<string, ValueSource[]>()
  readonly gives: ValueSource[] = []
  readonly #names: LocalNames

  constructor(names: LocalNames) {
    this.#names = names
  }

  /** The functions whose code it is give something. */
  give(sources: readonly ValueSource[]): void {
    this.gives.push(...sources)
  }

  /** Notes what the names of a top-level declaration stand for. */
  define(statement: Node): void {
    const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement
    if (declaration?.type !== "VariableDeclaration") return
    for (const { id, init } of declaration.declarations) {
      if (!init) continue
      const sources = this.#names.sourcesOf(init)
      for (const [name, part] of namedParts(id))
        this.#add(
          name,
          sources.flatMap((source) => namedPart(source, part)),
        )
      for (const [name, others] of defaultSources(id, this.#names)) this.#add(name, others)
    }
  }

  /**
   * What is assigned to comes to stand for a value, or to hold it.
   * @param isPart only for a part of the value: `[first] = rows`
   */
  assign(target: Node, value: Node, isPart: boolean): void {
    const whole = this.#names.sourcesOf(value)
    const sources = isPart ? whole.map(partOf) : whole
    if (target.type !== "Identifier") this.#hold(target, sources.map(heldBy))
    else if (this.#names.isFree(target.start)) this.#add(target.name, sources)
    else this.#names.add(target.name, sources)
    if (target.type === "MemberExpression") this.#tie([value], target.object)
  }

  /**
   * What is called may keep what it is handed: an object with the method, or one argument the others.
   * @param handed what each of the arguments may be
   */
  keepArguments(callee: Node, handed: readonly (readonly ValueSource[])[], values: readonly Node[]): void {
    const method = callee.type === "MemberExpression" ? nameOfPart(callee) : undefined
    if (callee.type === "MemberExpression" && method !== undefined && takesIn(method)) {
      this.#hold(callee.object, handed.flat().map(heldBy))
      return this.#tie(values, callee.object)
    }
    const called = dottedName(callee)
    const root = rootOf(callee)
    if (called === undefined || !root || !this.#names.isFree(root.start)) return
    if (method !== undefined && isReadingMethod(method)) return
    const keepers = [...(method === undefined ? [] : [[{ name: root.name }]]), ...handed]
    if (keepers.length < 2) return
    const kept = keepers.map((sources) => sources.map((source) => givenThrough(heldBy(source), called)))
    for (const [index, sources] of keepers.entries()) {
      const others = kept.filter((_, other) => other !== index).flat()
      const isObject = method !== undefined && index === 0
      const held = isObject ? others : others.map(taken)
      for (const name of sources.filter(({ isHeld }) => !isHeld).flatMap(sharedNames)) this.#add(name, held)
    }
  }

  /** What an expression stands for, or is a part of, comes to hold something. */
  #hold(target: Node, sources: readonly ValueSource[]): void {
    if (sources.length === 0) return
    const root = rootOf(target)
    // `(groups[key] ??= []).push(row)`
    const choices = root ? [] : choicesOf(target)
    if (choices.length > 0) for (const choice of choices) this.#hold(choice, sources)
    // `this.rows = rows`
    else if (!root) this.give(sources)
    else if (!this.#names.isFree(root.start)) {
      for (const name of this.#names.local(root.name).flatMap(sharedNames)) this.#add(name, sources)
      this.#names.add(root.name, sources)
    } else {
      // `make(rows).add(1)` isn't held by `make`.
      for (const name of this.#names.sourcesOf(target).flatMap(sharedNames)) this.#add(name, sources)
    }
  }

  /** What a local name stands for is from now on a part of what holds it: `all.push(made); return made`. */
  #tie(values: readonly Node[], holder: Node): void {
    const locals = values
      .map(bare)
      .flatMap((one) => (one.type === "Identifier" && !this.#names.isFree(one.start) ? one : []))
    if (locals.length === 0) return
    const holders = this.#names.sourcesOf(holder).filter(({ name, isCaptured }) => name !== "" && !isCaptured)
    for (const { name } of locals) {
      const known = this.#names.local(name)
      const isKnown = (part: ValueSource): boolean =>
        known.some((one) => one.name === part.name && one.isPart === part.isPart && one.through === part.through)
      const parts = holders.map(partOf).filter((part) => !isKnown(part))
      if (parts.length > 0) this.#names.add(name, parts)
    }
  }

  #add(name: string, sources: readonly ValueSource[]): void {
    const others = sources.filter((source) => source.through !== undefined || rootNameOf(source) !== name)
    if (others.length > 0) this.flows.set(name, [...(this.flows.get(name) ?? []), ...others])
  }
}

/** What an expression may stand for where that is assigned, or one of several. */
function choicesOf(expression: Node): readonly Node[] {
  const node = bare(expression)
  switch (node.type) {
    case "AssignmentExpression":
      return [node.left, node.right]
    case "ConditionalExpression":
      return [node.consequent, node.alternate]
    case "MemberExpression":
      return choicesOf(node.object)
    default:
      return []
  }
}

function taken(source: ValueSource): ValueSource {
  return { ...source, isTaken: true }
}
