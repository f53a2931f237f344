import type { Node } from "oxc-parser"
import { assignedTargets, nameOfPart, type NodeOf } from "../nodes.ts"
import type { EffectWalk } from "./effectWalk.ts"
import { isFinal } from "./finalValues.ts"
import { namedParts } from "./patternParts.ts"
import { visitCall } from "./visitCall.ts"
import { visitClass } from "./visitClass.ts"

/** @param isUsed whether somebody uses the node's value */
type Visitor<Visited extends Node = Node> = (walk: EffectWalk, node: Visited, isUsed: boolean) => void

/** What to do at the nodes of each type; at those of all others, nothing but visit their children. */
const visitors: { readonly [Type in Node["type"]]?: Visitor<NodeOf<Type>> } = {
  FunctionDeclaration: visitFunction,
  FunctionExpression: visitFunction,
  ArrowFunctionExpression: visitFunction,
  ClassDeclaration: visitClass,
  ClassExpression: visitClass,
  CallExpression: visitCall,
  NewExpression: visitCall,
  ChainExpression: visitWrapped,
  ParenthesizedExpression: visitWrapped,
  TSAsExpression: visitWrapped,
  TSNonNullExpression: visitWrapped,
  TSSatisfiesExpression: visitWrapped,
  TSTypeAssertion: visitWrapped,
  ForOfStatement: visitLoop,
  ForInStatement: visitLoop,

  ExpressionStatement(walk, node) {
    walk.visit(node.expression, false)
  },

  AwaitExpression(walk, node, isUsed) {
    if (walk.surroundings.isOwnCode) walk.awaits = true
    walk.visit(node.argument, isUsed)
  },

  SequenceExpression(walk, { expressions }, isUsed) {
    for (const [index, part] of expressions.entries()) walk.visit(part, isUsed && index === expressions.length - 1)
  },

  LogicalExpression(walk, node, isUsed) {
    walk.visit(node.left, true)
    walk.visit(node.right, isUsed)
  },

  ConditionalExpression(walk, node, isUsed) {
    walk.visit(node.test, true)
    walk.visit(node.consequent, isUsed)
    walk.visit(node.alternate, isUsed)
  },

  UnaryExpression(walk, node, isUsed) {
    if (node.operator === "delete") walk.changes.assign(node.argument)
    walk.visit(node.argument, isUsed && node.operator !== "void")
  },

  UpdateExpression(walk, node) {
    walk.changes.assign(node.argument)
    walk.visit(node.argument, true)
  },

  AssignmentExpression(walk, node) {
    for (const target of assignedTargets(node.left)) {
      walk.changes.assign(target, node.operator === "=" && isFinal(node.right, walk.names.isFree))
      walk.flows.assign(target, node.right, target !== node.left)
    }
    walk.visit(node.left, true)
    walk.visit(node.right, true)
  },

  AssignmentPattern(walk, node) {
    for (const target of assignedTargets(node.left)) walk.flows.assign(target, node.right, target !== node.left)
    walk.visitChildren(node)
  },

  VariableDeclarator(walk, node) {
    if (node.init) {
      walk.names.bind(node.id, node.init)
      takeParts(walk, node.id, node.init)
    }
    walk.visitChildren(node)
  },

  SpreadElement(walk, node) {
    walk.calls.iterate(node.argument)
    walk.visitChildren(node)
  },

  Property(walk, node) {
    if (node.kind === "get") walk.hasAccessors = true
    walk.visitChildren(node)
  },

  MemberExpression(walk, node) {
    for (const name of walk.names.freeRoots(node)) walk.parts.add(`${name}.${nameOfPart(node)}`)
    walk.visitChildren(node)
  },

  TaggedTemplateExpression(walk, node) {
    walk.calls.call(node.tag, { hands: [], isUsed: true })
    walk.visitChildren(node)
  },

  ThrowStatement(walk, node) {
    if (walk.surroundings.isOwnCode && !walk.surroundings.isCaught) walk.throws = true
    walk.visitChildren(node)
  },

  TryStatement(walk, node) {
    if (!node.handler) return walk.visitChildren(node)
    walk.surroundings.enterTry()
    walk.visit(node.block, true)
    walk.surroundings.leaveTry()
    walk.visit(node.handler, true)
    if (node.finalizer) walk.visit(node.finalizer, true)
  },
}

/** What to do at a node; undefined where only its children have to be visited. */
export function visitorOf(node: Node): Visitor | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Under each type is a function for nodes of that type.
  return visitors[node.type] as Visitor | undefined
}

function visitFunction(walk: EffectWalk, node: Node, isUsed: boolean): void {
  if (walk.surroundings.entersFunctions) walk.enter(node, isUsed)
  else walk.deferred.push(node)
}

/** What is around an expression and leaves its value as it is. */
function visitWrapped(walk: EffectWalk, { expression }: { expression: Node }, isUsed: boolean): void {
  walk.visit(expression, isUsed)
}

function visitLoop(walk: EffectWalk, node: NodeOf<"ForOfStatement" | "ForInStatement">): void {
  const { left, right } = node
  walk.calls.iterate(right)
  if (left.type === "VariableDeclaration") for (const { id } of left.declarations) walk.names.bindParts(id, right)
  else for (const target of assignedTargets(left)) walk.changes.assign(target)
  walk.visitChildren(node)
}

/** Taking a pattern's parts may run accessors, and a list's the code of its iterator. */
function takeParts(walk: EffectWalk, pattern: Node, value: Node): void {
  if (pattern.type === "ArrayPattern") walk.calls.iterate(value)
  if (pattern.type !== "ObjectPattern") return
  for (const [, part = ""] of namedParts(pattern))
    for (const name of walk.names.freeRoots(value)) walk.parts.add(name + part)
}
