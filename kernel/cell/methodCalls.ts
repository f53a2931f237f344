import type { Node } from "oxc-parser"
import { bare, dottedName, nameOfPart } from "./nodes.ts"
import { isReadingMethod } from "./readingMethods.ts"

/** What `list.push.call(other, 1)` or `Reflect.apply(list.push, other, [1])` changes. */
export function changedByForeignMethod(
  called: string,
  callee: Node,
  { arguments: [first, second] }: Extract<Node, { type: "CallExpression" | "NewExpression" }>,
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
