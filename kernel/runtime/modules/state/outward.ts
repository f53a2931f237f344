import type { Node, Program } from "oxc-parser"
import { isFunction } from "../../../cell/nodes.ts"
import { originOfAccess, type Bindings } from "./bindings.ts"
import { bare, baseName, changedBy, lastName, walk } from "./syntax.ts"

/** What a module does to objects of packages and of Node. */
export interface Outward {
  /** It changes some while it is loaded. */
  atLoad: boolean
  /** Its functions change some. */
  whenCalled: boolean
  /** It calls local modules while it is loaded, whose functions may do so. */
  callsLocalAtLoad: boolean
}

/** Of a module that does nothing of the kind. */
export const noEffects: Outward = {
  atLoad: false,
  whenCalled: false,
  callsLocalAtLoad: false,
}

/** Methods by which something takes in what stays there. */
const taking =
  /^(?:on|once|use|register|extend|subscribe|install|seed|config|configure|(?:add|set|prepend|register|use|install|enable|disable)[A-Z]\w*)$/

/** Finds what a module does to objects that aren't loaded again with it. */
export function outwardEffects(program: Program, bindings: Bindings): Outward {
  const outward = { ...noEffects }
  let callsOwnAtLoad = false
  walk(program, (node, parents) => {
    const isAtLoad = !parents.some((parent, index) => isFunction(parent) && !isCalledAtOnce(parent, parents[index - 1]))
    if (isEffect(node, parents, bindings)) {
      if (isAtLoad) outward.atLoad = true
      else outward.whenCalled = true
    }
    if (!isAtLoad || (node.type !== "CallExpression" && node.type !== "NewExpression")) return
    if (originOfAccess(node.callee, bindings) === "local") outward.callsLocalAtLoad = true
    const own = bindings.get(baseName(node.callee, true) ?? "")
    // Functions that are handed to others may be called by them.
    if ((own && own.kind !== "import") || node.arguments.some((value) => isOwnFunction(value, bindings)))
      callsOwnAtLoad = true
  })
  if (callsOwnAtLoad && outward.whenCalled) outward.atLoad = true
  return outward
}

function isCalledAtOnce(made: Node, around: Node | undefined): boolean {
  if (around?.type === "ParenthesizedExpression") return true
  return around?.type === "CallExpression" && around.callee === made
}

function isOwnFunction(value: Node, bindings: Bindings): boolean {
  if (isFunction(value)) return true
  const kind = value.type === "Identifier" ? bindings.get(value.name)?.kind : undefined
  return kind === "function" || kind === "class"
}

function isEffect(node: Node, parents: readonly Node[], bindings: Bindings): boolean {
  if (changedBy(node).some((target) => target.type === "MemberExpression" && isOthers(target, bindings))) return true
  if (node.type !== "CallExpression" || !isOthers(node.callee, bindings)) return false
  if (taking.test(lastName(node.callee) ?? "")) return true
  // A package's function whose result nobody takes is called for what it does.
  const statement = parents.findLast((parent) => bare(parent) === parent)
  return (
    originOfAccess(node.callee, bindings) === "package" &&
    statement?.type === "ExpressionStatement" &&
    bare(statement.expression) === node
  )
}

/** Whether it belongs to a package or to Node, and so isn't loaded again. */
function isOthers(node: Node, bindings: Bindings): boolean {
  const origin = originOfAccess(node, bindings)
  return origin !== undefined && origin !== "local"
}
