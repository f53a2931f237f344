import type { Node, Program } from "oxc-parser"
import type { Bindings } from "./bindings.ts"
import { bare, baseName, changedBy, isFunction, lastName, walk } from "./syntax.ts"

/** What a module does to objects of packages and of Node. */
export interface Outward {
  /** It changes some while it is loaded. */
  atLoad: boolean
  /** Its functions change some. */
  whenCalled: boolean
  /** It calls local modules while it is loaded, whose functions may do so. */
  callsLocalAtLoad: boolean
}

/** Methods by which something takes in what stays there. */
const taking =
  /^(?:on|once|use|register|extend|subscribe|install|seed|config|configure|(?:add|set|prepend|register|use|install|enable|disable)[A-Z]\w*)$/

/** Finds what a module does to objects that aren't loaded again with it. */
export function outwardEffects(program: Program, bindings: Bindings): Outward {
  const outward: Outward = { atLoad: false, whenCalled: false, callsLocalAtLoad: false }
  let callsOwnAtLoad = false
  walk(program, (node, parents) => {
    const isAtLoad = !parents.some((parent, index) => isFunction(parent) && !isCalledAtOnce(parent, parents[index - 1]))
    if (isEffect(node, parents, bindings)) {
      if (isAtLoad) outward.atLoad = true
      else outward.whenCalled = true
    }
    if (!isAtLoad || (node.type !== "CallExpression" && node.type !== "NewExpression")) return
    const base = baseName(node.callee, true)
    const binding = base === undefined ? undefined : bindings.get(base)
    if (binding?.kind === "import" && binding.origin === "local") outward.callsLocalAtLoad = true
    // Functions that are handed to others may be called by them.
    else if ((binding && binding.kind !== "import") || node.arguments.some((value) => isOwnFunction(value, bindings)))
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
  const originOf = (target: Node): string | undefined => {
    const base = baseName(target, true)
    const binding = base === undefined ? undefined : bindings.get(base)
    return binding?.kind === "import" && binding.origin !== "local" ? binding.origin : undefined
  }
  if (changedBy(node).some((target) => target.type === "MemberExpression" && originOf(target) !== undefined))
    return true
  if (node.type !== "CallExpression") return false
  const origin = originOf(node.callee)
  if (origin === undefined || baseName(node.callee, true) === "require") return false
  if (taking.test(lastName(node.callee) ?? "")) return true
  // A package's function whose result nobody takes is called for what it does.
  const statement = parents.findLast((parent) => bare(parent) === parent)
  return origin === "package" && statement?.type === "ExpressionStatement" && bare(statement.expression) === node
}
