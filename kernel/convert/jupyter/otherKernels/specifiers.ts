import type { MagicString } from "magic-string"
import type { Node, Program } from "oxc-parser"
import { walk } from "../../../cell/references.ts"

/** `npm:@scope/name@1.2/path` */
const npmSpecifier = /^npm:\/?((?:@[^/]+\/)?[^/@]+)(@[^/]*)?(\/.*)?$/

/** Modules as Node names them, in the place of those that only Deno knows, wherever a cell names one. */
export function translateSpecifiers(program: Program, output: MagicString, note: (message: string) => void): void {
  walk(program, (node) => {
    const source = sourceOf(node)
    if (source?.type !== "Literal" || typeof source.value !== "string") return
    const { value, start, end } = source
    if (value.startsWith("npm:")) {
      const [, name = value, version = "", path = ""] = npmSpecifier.exec(value) ?? []
      const bare = name + path
      output.overwrite(start, end, JSON.stringify(bare))
      note(`\`${value}\` is \`${bare}\` now: install it with \`npm install ${name}${version}\``)
    } else if (/^(?:jsr|https?):/.test(value)) {
      note(`Node can't import \`${value}\`: install a package of npm in its place`)
    }
  })
}

function sourceOf(node: Node): Node | null | undefined {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportAllDeclaration":
    case "ExportNamedDeclaration":
    case "ImportExpression":
    case "TSImportType":
      return node.source
    case "TSExternalModuleReference":
      return node.expression
    case "CallExpression":
      return isRequire(node) ? node.arguments[0] : undefined
    default:
      return undefined
  }
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
