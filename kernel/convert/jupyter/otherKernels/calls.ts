import type { Node } from "oxc-parser"
import { walk } from "../../../cell/references.ts"

/** A call in a cell, with its offsets. */
export interface Call {
  start: number
  end: number
  arguments: readonly { start: number; end: number }[]
}

/** A use of another kernel's display functions: `Deno.jupyter.html`, `tslab.display.png(bytes)`. */
export interface DisplayUse {
  kernel: "deno" | "tslab"
  /** The name of the function. */
  name: string
  /** Offsets of the name with all before it. */
  start: number
  end: number
  /** The call that it is the callee of; absent where it is used otherwise. */
  call?: Call
}

/** Uses of the other kernels' functions in a cell's tree. */
export interface KernelUses {
  displays: readonly DisplayUse[]
  /** Whatever else is used of `Deno`, such as `Deno.readTextFile`, each time. */
  deno: readonly DenoUse[]
  /** Uses of what tells versions: `Deno.version`, `tslab.versions`. */
  versions: readonly TextUse[]
  /** Whatever else is used of tslab's module, each time. */
  tslab: readonly TextUse[]
}

/** A use of `Deno`, with its names. */
export interface DenoUse extends TextUse {
  /** The call that it is the callee of; absent where it is used otherwise. */
  call?: Call
}

/** A text in a cell, with its offsets. */
export interface TextUse {
  text: string
  start: number
  end: number
}

/**
 * Finds what a cell uses of Deno and of tslab.
 * @param isFree whether a name at an offset isn't one of an inner scope, where it means something else
 * @param tslabNames names that hold tslab's module
 * @param displayNames names that hold its `display`
 */
export function kernelUses(
  program: Node,
  isFree: (offset: number) => boolean,
  tslabNames: ReadonlySet<string>,
  displayNames: ReadonlySet<string>,
): KernelUses {
  const displays: DisplayUse[] = []
  const deno: DenoUse[] = []
  const versions: TextUse[] = []
  const tslab: TextUse[] = []
  const calls = new Map<Node, Call>()
  const parts = new Set<Node>()
  walk(program, (node) => {
    if (node.type === "CallExpression") {
      calls.set(node.callee, { start: node.start, end: node.end, arguments: node.arguments })
    }
    if (node.type !== "MemberExpression" || parts.has(node)) return
    const path = pathOf(node)
    if (!path || !isFree(node.start)) return
    // Children come after their parents: the longest path is the one that counts.
    walk(node, (part) => parts.add(part))
    const [root = "", ...names] = path
    const { start, end } = node
    const call = calls.get(node)
    const use = { start, end, ...(call && { call }) }
    const [first = "", second] = names
    const text = path.slice(0, 2).join(".")
    const short = { text, start, end: endOf(node, path.length - 2) }
    if (root === "Deno" && first === "jupyter" && second !== undefined && names.length === 2)
      displays.push({ kernel: "deno", name: second, ...use })
    else if (root === "Deno" && first === "version") versions.push(short)
    else if (root === "Deno") deno.push({ text: path.join("."), ...use })
    else if (tslabNames.has(root) && first === "display" && second !== undefined && names.length === 2)
      displays.push({ kernel: "tslab", name: second, ...use })
    else if (displayNames.has(root) && names.length === 1) displays.push({ kernel: "tslab", name: first, ...use })
    else if (tslabNames.has(root)) (first === "versions" ? versions : tslab).push(short)
  })
  return { displays, deno, versions, tslab }
}

/** Where a path ends without some of its last names. */
function endOf(node: Node, without: number): number {
  return without > 0 && node.type === "MemberExpression" ? endOf(node.object, without - 1) : node.end
}

/** The names of `first.second.third`; undefined for anything else. */
function pathOf(node: Node): readonly string[] | undefined {
  if (node.type === "Identifier") return [node.name]
  if (node.type !== "MemberExpression" || node.computed || node.property.type !== "Identifier") return undefined
  const before = pathOf(node.object)
  return before && [...before, node.property.name]
}
