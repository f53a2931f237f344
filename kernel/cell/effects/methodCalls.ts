import type { Node } from "oxc-parser"
import { bare, dottedName, nameOfPart, type CallNode } from "../nodes.ts"
import { isReadingMethod } from "../readingMethods.ts"

/** Functions that change their first argument. */
export const changingFunctions: ReadonlySet<string> = new Set([
  "Object.assign",
  "Object.defineProperties",
  "Object.defineProperty",
  "Object.freeze",
  "Object.seal",
  "Object.preventExtensions",
  "Object.setPrototypeOf",
  "Reflect.defineProperty",
  "Reflect.deleteProperty",
  "Reflect.set",
  "Reflect.setPrototypeOf",
])

/**
 * The argument of a call that it changes, as its name tells.
 * @param called its dotted name
 */
export function changedArgument(called: string, callee: Node, node: CallNode): Node | undefined {
  return changingFunctions.has(called) ? node.arguments[0] : changedByForeignMethod(called, callee, node)
}

/** What `list.push.call(other, 1)` or `Reflect.apply(list.push, other, [1])` changes. */
function changedByForeignMethod(
  called: string,
  callee: Node,
  { arguments: [first, second] }: CallNode,
): Node | undefined {
  if (called === "Reflect.apply") return first && isChangingMethod(bare(first)) ? second : undefined
  if (callee.type !== "MemberExpression" || !/^(?:apply|call)$/.test(nameOfPart(callee))) return undefined
  return isChangingMethod(bare(callee.object)) ? first : undefined
}

function isChangingMethod(node: Node): boolean {
  return node.type === "MemberExpression" && !isReadingMethod(nameOfPart(node))
}

/** Whether a method calls what it is handed. */
export function takesCallback(callee: Node): boolean {
  return callee.type === "MemberExpression" && (callingMethods.test(nameOfPart(callee)) || isCallingGlobal(callee))
}

const callingMethods =
  /^(?:catch|every|filter|finally|find\w*|flatMap|forEach|map|reduce\w*|replace|replaceAll|some|sort|then|toSorted)$/

/** Whether a function of a global calls what it is handed, such as `Array.from`. */
export function isCallingGlobal(callee: Node): boolean {
  return /^(?:JSON\.(?:parse|stringify)|(?:Map|Object)\.groupBy|(?:Array|\w+Array)\.from(?:Async)?)$/.test(
    dottedName(callee) ?? "",
  )
}

/** `rows.map` of `rows.filter(…).map`: a method that is called of something at the start; `rows.[].x` of a part of it. */
export function calledName(callee: Node, root: string, isOfPart: boolean): string {
  if (callee.type !== "MemberExpression") return dottedName(callee) ?? root
  return dottedName(callee) ?? `${root}${isOfPart ? ".[]" : ""}.${nameOfPart(callee)}`
}

/** Whether what is called runs the functions that it is handed when other code has run. */
export function runsLater(callee: Node): boolean {
  const called = dottedName(callee)?.replace(/^(?:globalThis|global)\./, "") ?? ""
  if (/^(?:queueMicrotask|set(?:Immediate|Interval|Timeout)|process\.nextTick)$/.test(called)) return true
  return callee.type === "MemberExpression" && /^(?:catch|finally|then)$/.test(nameOfPart(callee))
}
