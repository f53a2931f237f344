import type { Node } from "oxc-parser"
import { boundNames, rootOf } from "../nodes.ts"
import {
  argumentSource,
  heldBy,
  partOf,
  sharedNames,
  sourcesOf,
  type SourceScope,
  type ValueSource,
} from "./valueSources.ts"

/** What the names of inner scopes may stand for, such as `first` of `const first = rows[0]`. */
export class LocalNames implements SourceScope {
  readonly isFree: (offset: number) => boolean
  readonly #known = new Map<string, readonly ValueSource[]>()

  /** @param isFree whether the name at this offset is none of an inner scope */
  constructor(isFree: (offset: number) => boolean) {
    this.isFree = isFree
  }

  local(name: string): readonly ValueSource[] {
    return this.#known.get(name) ?? [argumentSource]
  }

  sourcesOf(node: Node): readonly ValueSource[] {
    return sourcesOf(node, this)
  }

  /** The names at the start of an expression that aren't an inner scope's own. */
  freeRoots(node: Node): readonly string[] {
    const root = rootOf(node)
    if (!root) return []
    return this.isFree(root.start) ? [root.name] : this.local(root.name).flatMap(sharedNames)
  }

  set(name: string, sources: readonly ValueSource[]): void {
    this.#known.set(name, sources)
  }

  /** A name may stand for, or hold, something more. */
  add(name: string, sources: readonly ValueSource[]): void {
    this.#known.set(name, [...this.local(name), ...sources])
  }

  /** A variable or a parameter gets a value. */
  bind(pattern: Node, value: Node): void {
    if (pattern.type === "AssignmentPattern") return this.bind(pattern.left, value)
    if (pattern.type !== "Identifier") return this.bindParts(pattern, value)
    this.#known.set(pattern.name, this.sourcesOf(value))
  }

  /** The names of a pattern may stand for parts of what a value is. */
  bindParts(pattern: Node, value: Node): void {
    const parts = this.sourcesOf(value).map(partOf)
    for (const name of boundNames(pattern)) this.#known.set(name, parts)
  }

  /** What the names of a parameter stand for that takes what it is handed apart, or collects it. */
  bindParameter(parameter: Node): void {
    const pattern = parameter.type === "AssignmentPattern" ? parameter.left : parameter
    if (pattern.type === "Identifier") return
    const source = pattern.type === "RestElement" ? heldBy(argumentSource) : partOf(argumentSource)
    for (const name of boundNames(pattern)) if (!this.#known.has(name)) this.#known.set(name, [source])
  }
}
