import type { Node } from "oxc-parser"
import { bare, dottedName, rootOf } from "../nodes.ts"
import { mostOf, type ArgumentChange } from "./effects.ts"
import type { LocalNames } from "./localNames.ts"
import type { Surroundings } from "./surroundings.ts"
import { rootNameOf, type ValueSource } from "./valueSources.ts"

/** Collects what code changes. */
export class ValueChanges {
  readonly changes = new Set<string>()
  readonly assignedByFunctions = new Set<string>()
  readonly changesFurther = new Set<string>()
  readonly alters: ValueSource[] = []
  changesArguments: ArgumentChange = "none"
  readonly #names: LocalNames
  readonly #surroundings: Surroundings

  constructor(names: LocalNames, surroundings: Surroundings) {
    this.#names = names
    this.#surroundings = surroundings
  }

  /**
   * A name is assigned to, or a part of what an expression gives is.
   * @param isFinal it gets a value that is the same however often
   */
  assign(target: Node, isFinal = false): void {
    const node = bare(target)
    const root = rootOf(target)
    if (root && this.#names.isFree(root.start)) {
      this.changes.add(root.name)
      if (node === root && this.#surroundings.isInFunction) this.assignedByFunctions.add(root.name)
      if (!isFinal && !isVariable(target)) this.changesFurther.add(root.name)
    }
    if (node.type === "Identifier") return
    const whole = node.type === "MemberExpression" ? node.object : node
    for (const source of this.#names.sourcesOf(whole)) this.alter(source, isFinal || isVariable(target))
  }

  /** A part of what a name of an inner scope stands for is changed. */
  alterLocal(name: string): void {
    for (const source of this.#names.local(name)) this.alter(source)
  }

  /** A part of what a value stands for is changed. */
  alter(source: ValueSource, isFinal = false): void {
    // Something else that holds it is changed.
    if (source.isHeld || source.isCaptured) return
    if (source.name === "") {
      this.changesArguments = source.isPart ? "parts" : mostOf([this.changesArguments, "itself"])
      return
    }
    const root = rootNameOf(source)
    this.alters.push(source)
    if (source.through === undefined) this.changes.add(root)
    if (!isFinal) this.changesFurther.add(root)
  }
}

/** Whether it is an environment variable: each attempt begins with those that there were. */
function isVariable(target: Node): boolean {
  return dottedName(target)?.startsWith("process.env.") === true
}
