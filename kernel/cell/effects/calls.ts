import type { Node } from "oxc-parser"
import { bare, childrenOf, dottedName, nameOfPart, rootOf, type NodeOf } from "../nodes.ts"
import { isReadingMethod } from "../readingMethods.ts"
import type { LocalNames } from "./localNames.ts"
import { calledName } from "./methodCalls.ts"
import type { Surroundings } from "./surroundings.ts"
import type { ValueChanges } from "./valueChanges.ts"
import { rootNameOf, sharedNames, takesIn, type ValueSource } from "./valueSources.ts"

interface Call {
  hands: Set<string>
  captures: Set<string>
  handed: ValueSource[]
  isBare: boolean
  isCommand: boolean
  mayThrow: boolean
  startsChain: boolean
}

/** How something is called. */
interface Use {
  /** What its arguments may be. */
  hands: readonly ValueSource[]
  /** Whether somebody uses what it gives. */
  isUsed: boolean
  /** Whether it is called without any arguments. */
  isBare?: boolean
}

/** Collects what code calls. */
export class Calls {
  readonly found = new Map<string, Call>()
  readonly #names: LocalNames
  readonly #changes: ValueChanges
  readonly #surroundings: Surroundings

  constructor(names: LocalNames, changes: ValueChanges, surroundings: Surroundings) {
    this.#names = names
    this.#changes = changes
    this.#surroundings = surroundings
  }

  /** The value of an expression is called. */
  call(callee: Node, use: Use): void {
    if (callee.type === "CallExpression") this.#callGiven(callee, use)
    const target = callee.type === "CallExpression" ? bare(callee.callee) : callee
    const root = rootOf(target)
    if (!root || this.#names.isFree(root.start)) this.#callFree(target, root?.name, use)
    else if (target.type === "MemberExpression") this.#callMethodOfLocal(root.name, nameOfPart(target), use)
    else this.#callLocal(root.name, use)
    if (target.type === "MemberExpression") this.#alterObject(target, root?.name)
  }

  /** The values of an expression are gone through one after the other. */
  iterate(value: Node): void {
    for (const name of this.#names.freeRoots(value)) this.#note(`${name}.values`, { hands: [], isUsed: true })
  }

  /** `static { this.register() }` */
  callItself(block: Node, name: string): void {
    for (const node of childrenOf(block)) {
      if (node.type === "CallExpression" && node.callee.type === "MemberExpression") {
        if (bare(node.callee.object).type === "ThisExpression")
          this.#note(`${name}.${nameOfPart(node.callee)}`, { hands: [], isUsed: false })
      }
      this.callItself(node, name)
    }
  }

  /** `createServer(answer).listen(80).unref()`: the first call is made for what the last one does. */
  startChain(callee: Node): void {
    let first = callee
    while (first.type === "MemberExpression" && bare(first.object).type === "CallExpression") {
      const call = bare(first.object)
      first = "callee" in call ? bare(call.callee) : call
    }
    const call = first === callee || first.type !== "Identifier" ? undefined : this.found.get(first.name)
    if (call) call.startsChain = true
  }

  /** `handlers.get("a")()` */
  #callGiven(callee: Node, use: Use): void {
    const called = this.#names.sourcesOf(callee)
    for (const name of called.flatMap(sharedNames)) this.#note(name, { hands: use.hands, isUsed: use.isUsed })
    // `logTo(lines)("started")`
    for (const source of called) {
      // `shuffler(random)(rows)`: who uses what it gives has no use for a change of `shuffler`.
      if (source.through !== undefined && (!use.isUsed || source.name !== source.through))
        this.#changes.alter({ ...source, runs: true, isCalled: true })
    }
  }

  /** @param root the name at the start, if there is one */
  #callFree(target: Node, root: string | undefined, use: Use): void {
    const name = root === undefined || this.#isOfCopy(target, root) ? "" : this.#calledName(target, root)
    this.#note(name, use)
    const maker = root === undefined ? this.#makerOf(target) : undefined
    if (maker !== undefined) this.#note(maker, { hands: use.hands, isUsed: true })
  }

  #callMethodOfLocal(name: string, method: string, { hands, isUsed }: Use): void {
    if (!isReadingMethod(method)) this.#changes.alterLocal(name)
    // `for (const plugin of plugins) plugin.register(application)`
    for (const source of this.#names.local(name)) {
      for (const shared of source.isHeld || source.isCaptured ? [] : sharedNames(source))
        this.#note(`${shared}.[].${method}`, { hands, isUsed })
    }
  }

  #callLocal(name: string, { hands, isUsed }: Use): void {
    for (const { name: known, through, isPart } of this.#names.local(name)) {
      if (through === undefined && known !== "") this.#note(isPart ? `${known}.[]` : known, { hands, isUsed })
    }
  }

  /** A method may change what it is of. */
  #alterObject(target: NodeOf<"MemberExpression">, root: string | undefined): void {
    const method = nameOfPart(target)
    if (isReadingMethod(method)) return
    // What is changed is none of the name at the start, or not that alone: `listOf(rows).push(1)`.
    const reaches = !takesIn(method) || bare(target.object).type === "NewExpression"
    // `callbacks[0]()` calls a part.
    for (const source of this.#names.sourcesOf(method === "[]" ? target : target.object)) {
      if (source.through !== undefined || rootNameOf(source) !== root)
        this.#changes.alter({ ...source, runs: true, ...(reaches && { reaches }) })
    }
  }

  /** The class or function that makes an object of which a method is called: `new Scaler().fit(rows)`. */
  #makerOf(target: Node): string | undefined {
    if (target.type !== "MemberExpression") return undefined
    const made = bare(target.object)
    if (made.type !== "NewExpression" && made.type !== "CallExpression") return undefined
    if (made.type === "CallExpression" && isReadingMethod(nameOfPart(target))) return undefined
    const callee = bare(made.callee)
    if (callee.type === "MemberExpression" && !rootOf(callee)) return this.#makerOf(callee)
    return callee.type === "Identifier" && this.#names.isFree(callee.start) ? callee.name : undefined
  }

  #calledName(target: Node, root: string): string {
    const sources = target.type === "MemberExpression" ? this.#names.sourcesOf(target.object) : []
    const isOfPart = sources.some((source) => source.isPart === true && rootNameOf(source) === root)
    return calledName(target, root, isOfPart)
  }

  /** Whether it is a method of something else that has parts of a name's value: `[...rows].sort`, `rows.map(f).sort`. */
  #isOfCopy(target: Node, root: string): boolean {
    if (target.type !== "MemberExpression" || dottedName(target) !== undefined) return false
    const sources = this.#names.sourcesOf(target.object)
    return sources.length > 0 && sources.every((source) => rootNameOf(source) !== root || source.isHeld)
  }

  #note(name: string, { hands, isUsed, isBare = false }: Use): void {
    const call = this.found.get(name) ?? {
      hands: new Set(),
      captures: new Set(),
      handed: [],
      isBare: false,
      isCommand: false,
      mayThrow: false,
      startsChain: false,
    }
    for (const hand of hands) {
      // A copy of its parts is nobody else's, and who gets a function has no hold of what that gets at.
      const names = hand.isCaptured || (hand.isHeld && hand.isPart) ? call.captures : call.hands
      for (const shared of sharedNames(hand)) names.add(shared)
    }
    for (const hand of hands) call.handed.push(hand)
    call.isBare ||= isBare
    call.isCommand ||= !isUsed
    call.mayThrow ||= !this.#surroundings.isCaught
    this.found.set(name, call)
  }
}
