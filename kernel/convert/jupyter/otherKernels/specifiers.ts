import type { MagicString } from "magic-string"
import type { Node, Program } from "oxc-parser"
import { forNode, isRemote } from "../../../cell/foreignSpecifiers.ts"
import { moduleNamedBy } from "../../../cell/importedSpecifiers.ts"
import { walk } from "../../../cell/references.ts"

/** Modules as Node names them, in the place of those that only Deno knows, wherever a cell names one. */
export function translateSpecifiers(program: Program, output: MagicString, note: (message: string) => void): void {
  walk(program, (node) => {
    const source = sourceOf(node)
    if (source?.type !== "Literal" || typeof source.value !== "string") return
    const { value, start, end } = source
    const known = forNode(value)
    if (known) {
      output.overwrite(start, end, JSON.stringify(known.bare))
      note(`\`${value}\` is \`${known.bare}\` now: install it with \`${known.install}\``)
    } else if (isRemote(value)) {
      note(`Node can't import \`${value}\`: install a package of npm in its place`)
    }
  })
}

function sourceOf(node: Node): Node | null | undefined {
  if (node.type === "TSImportType") return node.source
  if (node.type === "CallExpression") return isRequire(node) ? node.arguments[0] : undefined
  return moduleNamedBy(node)
}

function isRequire({ callee }: Extract<Node, { type: "CallExpression" }>): boolean {
  if (callee.type === "Identifier") return callee.name === "require"
  return (
    callee.type === "MemberExpression" &&
    callee.object.type === "Identifier" &&
    callee.object.name === "require" &&
    callee.property.type === "Identifier" &&
    callee.property.name === "resolve"
  )
}
