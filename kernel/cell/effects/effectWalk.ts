import type { Node } from "oxc-parser"
import { bare, childrenOf, dottedName, isFunction } from "../nodes.ts"
import { sharedList, sharedMap, sharedSet } from "../sharedEmpty.ts"
import { Calls } from "./calls.ts"
import type { Effects } from "./effects.ts"
import { LocalNames } from "./localNames.ts"
import { Surroundings } from "./surroundings.ts"
import { ValueChanges } from "./valueChanges.ts"
import { ValueFlows } from "./valueFlows.ts"
import { argumentSource, defaultSources, givenBy, givenThrough, heldBy } from "./valueSources.ts"
import { visitorOf } from "./visitors.ts"

/** A walk over a statement's code, which collects its effects. */
export class EffectWalk {
  readonly names: LocalNames
  readonly surroundings: Surroundings
  readonly changes: ValueChanges
  readonly flows: ValueFlows
  readonly calls: Calls
  readonly parts = new Set<string>()
  /** Functions, and the values of classes' fields, that are evaluated when they are used. */
  readonly deferred: Node[] = []
  /** Classes whose code runs as well when those that extend them are used. */
  readonly superClasses: Node[] = []
  throws = false
  awaits = false
  defers = false
  hasAccessors = false

  /**
   * @param isFree whether the name at this offset is none of an inner scope
   * @param entersFunctions whether functions within the code are taken to be called, too
   */
  constructor(isFree: (offset: number) => boolean, entersFunctions: boolean) {
    this.names = new LocalNames(isFree)
    this.surroundings = new Surroundings(entersFunctions)
    this.changes = new ValueChanges(this.names, this.surroundings)
    this.flows = new ValueFlows(this.names)
    this.calls = new Calls(this.names, this.changes, this.surroundings)
  }

  found(): Effects {
    const { parts, throws, awaits, defers, hasAccessors } = this
    const { changes, alters, assignedByFunctions, changesFurther, changesArguments } = this.changes
    const { flows, gives } = this.flows
    return {
      changes: sharedSet(changes),
      alters: sharedList(alters),
      flows: sharedMap(flows),
      gives: sharedList(gives),
      assignedByFunctions: sharedSet(assignedByFunctions),
      changesFurther: sharedSet(changesFurther),
      calls: sharedMap(this.calls.found),
      parts: sharedSet(parts),
      changesArguments,
      throws,
      awaits,
      defers,
      hasAccessors,
    }
  }

  /** @param isUsed whether somebody uses the value */
  visit(node: Node, isUsed: boolean): void {
    const visitor = visitorOf(node)
    if (visitor) visitor(this, node, isUsed)
    else this.visitChildren(node)
  }

  visitChildren(node: Node): void {
    for (const child of childrenOf(node)) this.visit(child, true)
  }

  /** What is only evaluated when somebody uses it, is used: a function, or the value of a field. */
  use(node: Node): void {
    if (isFunction(node)) this.enter(node, false)
    else this.visit(node, true)
    for (const given of isFunction(node) ? givenBy(node) : [node]) this.flows.give(this.names.sourcesOf(given))
  }

  /** The code of a class that is extended runs, and what its objects hold, those of the class that extends it hold as well. */
  inherit(superClass: Node): void {
    this.calls.call(bare(superClass), { hands: [argumentSource], isUsed: true })
    const name = dottedName(bare(superClass))
    if (name === undefined || !this.names.isFree(superClass.start)) return
    this.flows.give([...this.names.sourcesOf(superClass), argumentSource].map((source) => givenThrough(source, name)))
  }

  /**
   * A function runs.
   * @param isUsed whether the value of one that is one expression is used
   */
  enter(node: Node, isUsed: boolean): void {
    if (!isFunction(node)) return
    this.surroundings.enterFunction()
    for (const parameter of node.params) {
      this.names.bindParameter(parameter)
      this.visit(parameter, true)
    }
    // `constructor(readonly rows: Row[] = none)`
    const fields = node.params.filter(({ type }) => type === "TSParameterProperty")
    if (fields.length > 0) this.flows.give([heldBy(argumentSource)])
    for (const field of fields) for (const [, sources] of defaultSources(field, this.names)) this.flows.give(sources)
    if (node.body) this.visit(node.body, isUsed)
    this.surroundings.leaveFunction()
  }
}
