import type { Argument, Node } from "oxc-parser"
import { bare, boundNames, dottedName, isFunction, nameOfPart, type CallNode } from "../nodes.ts"
import type { EffectWalk } from "./effectWalk.ts"
import { definesFinally } from "./finalValues.ts"
import { changedArgument, isCallingGlobal, runsLater, takesCallback } from "./methodCalls.ts"
import { givenThrough, heldBy, isOfGlobal, partOf, type ValueSource } from "./valueSources.ts"

/** Looks at a call, what is called and what that is handed. */
export function visitCall(walk: EffectWalk, node: CallNode, isUsed: boolean): void {
  const { calls, flows, names } = walk
  const handed = node.arguments.map((argument) => names.sourcesOf(argument))
  const callee = bare(node.callee)
  if (node.type === "NewExpression" && callee.type === "Identifier" && callee.name === "Proxy") walk.hasAccessors = true
  calls.call(callee, { hands: handed.flat(), isUsed, isBare: node.arguments.length === 0 })
  flows.keepArguments(callee, handed, node.arguments)
  visitCallee(walk, callee, node, isUsed)
  if (!isUsed) calls.startChain(callee)
  // `super(rows)`
  if (callee.type === "Super") flows.give(handed.flat().map(heldBy))
  const called = dottedName(callee) ?? ""
  if (called === "Reflect.apply") applyFirst(walk, node, isUsed)
  const changed = changedArgument(called, callee, node)
  for (const source of changed ? names.sourcesOf(changed) : [])
    walk.changes.alter(source, definesFinally(called, node.arguments, names.isFree))
  if (runsLater(callee) && node.arguments.length > 0) walk.defers = true
  for (const argument of node.arguments) {
    if (isFunction(argument)) enterCallback(walk, argument, callee, node, isUsed)
    else visitArgument(walk, argument, callee, node, isUsed)
  }
}

function visitCallee(walk: EffectWalk, callee: Node, node: CallNode, isUsed: boolean): void {
  if (isFunction(callee)) {
    for (const [index, parameter] of callee.params.entries()) {
      const argument = node.arguments[index]
      if (argument) walk.names.bind(parameter, argument)
    }
    walk.enter(callee, isUsed)
  } else if (callee.type === "CallExpression") walk.visit(callee, true)
  else if (callee.type !== "Identifier") walk.visitChildren(callee)
}

/** `Reflect.apply(add, undefined, [row])` */
function applyFirst(walk: EffectWalk, { arguments: [first, ...others] }: CallNode, isUsed: boolean): void {
  if (!first) return
  walk.calls.call(bare(first), { hands: others.flatMap((one) => walk.names.sourcesOf(one)), isUsed })
}

/** Whoever takes a function may call it: `rows.forEach((row) => …)` hands it parts of `rows`. */
function enterCallback(
  walk: EffectWalk,
  callback: Extract<Argument, { params: unknown }>,
  callee: Node,
  node: CallNode,
  isUsed: boolean,
): void {
  const receiver = callee.type === "MemberExpression" ? callee.object : undefined
  const parts = [
    ...(receiver ? partsHanded(walk, callee, receiver) : []),
    ...besides(node, callback)
      .flatMap((part) => walk.names.sourcesOf(part))
      .filter(({ isCaptured }) => !isCaptured),
  ]
  if (receiver || parts.length > 0) for (const name of callback.params.flatMap(boundNames)) walk.names.set(name, parts)
  walk.enter(callback, isUsed && !isForEach(callee))
}

/** An argument that isn't a function written out, though it may stand for one. */
function visitArgument(walk: EffectWalk, argument: Argument, callee: Node, node: CallNode, isUsed: boolean): void {
  walk.visit(argument, true)
  enterOptions(walk, bare(argument))
  // `rows.forEach(add)`, `Array.from(rows, add)`, `rows.forEach(log.add)`
  if (callee.type !== "MemberExpression" || !takesCallback(callee) || dottedName(argument) === undefined) return
  const roots = isCallingGlobal(callee) ? besides(node, argument) : [callee.object]
  const lists = roots.flatMap((one) => walk.names.sourcesOf(one))
  walk.calls.call(bare(argument), {
    hands: [...lists, ...lists.map(partOf)],
    isUsed: isUsed && !isForEach(callee),
  })
}

/** Whoever takes an object with functions may call these: `parse(text, { step: (row) => rows.push(row) })`. */
function enterOptions(walk: EffectWalk, argument: Node): void {
  if (argument.type !== "ObjectExpression" || walk.surroundings.entersFunctions) return
  for (const property of argument.properties)
    if (property.type === "Property" && isFunction(property.value)) walk.enter(property.value, true)
}

/** What a method hands a function that it is handed. */
function partsHanded({ names }: EffectWalk, callee: Node, receiver: Node): readonly ValueSource[] {
  const called = dottedName(callee)
  const parts = names
    .sourcesOf(receiver)
    .map(partOf)
    .filter(({ name }) => !isOfGlobal(name) || isProcessState(name))
  return called === undefined || takesCallback(callee) ? parts : parts.map((part) => givenThrough(part, called))
}

/** The other arguments of a call. */
function besides(node: CallNode, argument: Argument): readonly Argument[] {
  return node.arguments.filter((other) => other !== argument)
}

function isForEach(callee: Node): boolean {
  return callee.type === "MemberExpression" && nameOfPart(callee) === "forEach"
}

function isProcessState(name: string): boolean {
  return /^(?:globalThis|global|process)\b/.test(name)
}
