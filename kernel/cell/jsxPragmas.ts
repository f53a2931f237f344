import type { Comment, Node } from "oxc-parser"
import { childrenOf } from "./nodes.ts"

/** A cell's comments that say what JSX means, such as `@jsxImportSource preact`. */
export function jsxPragmas(comments: readonly Comment[]): readonly string[] {
  return comments.flatMap(({ value }) => value.match(/@jsx\w*\s+\S+/g) ?? [])
}

/**
 * The names that JSX uses without naming them: `h` of `@jsx h`. Where no comment says it, a tsconfig.json may say that it is
 * React's.
 */
export function jsxNames(pragmas: readonly string[]): readonly string[] {
  const named = pragmas.flatMap((pragma) => /^@jsx(?:Frag)?\s+([\w$]+)/.exec(pragma)?.[1] ?? [])
  return named.length > 0 ? named : ["React"]
}

/** Whether there is JSX in some code. */
export function hasJsx(node: Node): boolean {
  return node.type === "JSXElement" || node.type === "JSXFragment" || childrenOf(node).some(hasJsx)
}
