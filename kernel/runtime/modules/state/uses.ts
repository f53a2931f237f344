import type { Node, Program } from "oxc-parser"
import { boundNames, isFunction } from "../../../cell/nodes.ts"
import type { Bindings } from "./bindings.ts"
import { dotted, lastName, walk } from "./syntax.ts"

/** Methods of arrays, Map and Set that change nothing. */
const reading =
  /^(?:at|concat|entries|every|filter|find|findIndex|findLast|findLastIndex|flat|flatMap|forEach|get|has|includes|indexOf|join|keys|lastIndexOf|map|reduce|reduceRight|slice|some|toReversed|toSorted|toString|values)$/
/** Those of them that call a function with what they hold, and in the end with the container itself. */
const calling = /^(?:every|filter|find|findIndex|findLast|findLastIndex|flatMap|forEach|map|reduce|reduceRight|some)$/
/** Those that hand out no member and nothing that could change one. */
const telling = /^(?:has|includes|indexOf|join|lastIndexOf|toString)$/
/** Functions that only look at what they are given. */
const looking =
  /^(?:Array\.(?:from|isArray)|JSON\.stringify|Object\.(?:entries|getOwnPropertyNames|hasOwn|keys|values)|String|structuredClone)$/

/** Whether all that a module does with its objects, arrays, Maps and Sets is to look at them. */
export function onlyLooksAtContainers(program: Program, bindings: Bindings): boolean {
  let onlyLooks = true
  walk(program, (node, parents) => {
    if (!onlyLooks) return false
    if (node.type !== "Identifier") return
    const binding = bindings.get(node.name)
    if (binding?.kind !== "variable" || binding.depth === 0 || isOnlyName(node, parents)) return
    if (!isLookedAt(node, parents, binding.depth)) onlyLooks = false
  })
  return onlyLooks
}

/** Whether an identifier is a key or the name that a declaration gives, and no use. */
function isOnlyName(node: Node, parents: readonly Node[]): boolean {
  const parent = parents.at(-1)
  switch (parent?.type) {
    case "MemberExpression":
      return parent.property === node && !parent.computed
    case "Property":
    case "PropertyDefinition":
    case "MethodDefinition":
      return parent.key === node && !parent.computed && !(parent.type === "Property" && parent.shorthand)
    case "VariableDeclarator":
      return parent.id === node
    default:
      return false
  }
}

/** Follows an access outwards from the container's name to where a part that can't be changed comes out. */
function isLookedAt(start: Node, parents: readonly Node[], depth: number): boolean {
  let current = start
  let remaining = depth
  for (let index = parents.length - 1; index >= 0; index--) {
    const parent = parents[index]
    if (!parent) return false
    switch (parent.type) {
      case "ParenthesizedExpression":
      case "ChainExpression":
        current = parent
        continue
      case "MemberExpression": {
        if (parent.object !== current) return remaining <= 1
        const around = parents[index - 1]
        const name = lastName(parent)
        if (around?.type === "CallExpression" && around.callee === parent)
          return isReadingCall(name ?? "", around.arguments, remaining)
        if (name === "length" || name === "size") return true
        remaining--
        if (remaining === 0) return true
        current = parent
        continue
      }
      case "VariableDeclarator":
        // Another name of the module's top level is looked after as well.
        if (!parents.slice(0, index).some(isFunction)) return true
        return remaining <= 1 && parent.id.type === "ObjectPattern" && boundNames(parent.id).length > 0
      case "ForOfStatement":
        return parent.right === current && remaining <= 1
      case "ForInStatement":
        return parent.right === current
      case "SpreadElement":
        return remaining <= 1
      case "IfStatement":
      case "ConditionalExpression":
        return parent.test === current
      case "BinaryExpression":
      case "TemplateLiteral":
        return true
      case "UnaryExpression":
        return parent.operator !== "delete"
      case "NewExpression":
      case "CallExpression": {
        if (parent.callee === current) return false
        const called = dotted(parent.callee) ?? ""
        const isLooking = parent.type === "NewExpression" ? /^(?:Set|Map)$/.test(called) : looking.test(called)
        return isLooking && (remaining <= 1 || /stringify|isArray|keys|structuredClone/.test(called))
      }
      default:
        return false
    }
  }
  return false
}

function isReadingCall(method: string, values: readonly Node[], depth: number): boolean {
  if (telling.test(method)) return true
  if (!reading.test(method) || depth > 1) return false
  if (!calling.test(method)) return true
  const [called] = values
  return called !== undefined && "params" in called && called.params.length <= (method.startsWith("reduce") ? 3 : 2)
}
