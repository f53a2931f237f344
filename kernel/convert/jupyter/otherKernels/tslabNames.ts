import type { Node, Statement } from "oxc-parser"

/** The names that a statement gives to tslab's module and to its `display`. */
export interface TslabNames {
  module: readonly string[]
  display: readonly string[]
  /** Whatever else it takes of the module. */
  others: readonly string[]
}

/**
 * What a statement that does nothing but bring tslab's module takes of it: `import … from "tslab"`,
 * `const tslab = require("tslab")`, `import tslab = require("tslab")`.
 * @returns undefined for other statements
 */
export function tslabNamesIn(statement: Statement): TslabNames | undefined {
  switch (statement.type) {
    case "ImportDeclaration":
      if (statement.source.value !== "tslab") return undefined
      return byExport(
        statement.specifiers.map((one) => [
          one.type === "ImportSpecifier" ? nameOf(one.imported) : undefined,
          one.local.name,
        ]),
      )
    case "TSImportEqualsDeclaration": {
      const { moduleReference: module, id } = statement
      const isTslab = module.type === "TSExternalModuleReference" && module.expression.value === "tslab"
      return isTslab ? byExport([[undefined, id.name]]) : undefined
    }
    case "VariableDeclaration": {
      const [declarator, ...more] = statement.declarations
      if (!declarator || more.length > 0 || !isRequired(declarator.init)) return undefined
      const { id } = declarator
      if (id.type === "Identifier") return byExport([[undefined, id.name]])
      if (id.type !== "ObjectPattern") return undefined
      const taken = id.properties.map((property): Taken | undefined =>
        property.type === "Property" && property.value.type === "Identifier"
          ? [nameOf(property.key), property.value.name]
          : undefined,
      )
      const known = taken.filter((one) => one !== undefined)
      return known.length === taken.length ? byExport(known) : undefined
    }
    default:
      return undefined
  }
}

type Taken = readonly [exported: string | undefined, local: string]

function byExport(taken: readonly Taken[]): TslabNames {
  const locals = (isWanted: (exported: string | undefined) => boolean): readonly string[] =>
    taken.flatMap(([exported, local]) => (isWanted(exported) ? local : []))
  return {
    module: locals((exported) => exported === undefined),
    display: locals((exported) => exported === "display"),
    others: locals((exported) => exported !== undefined && exported !== "display"),
  }
}

function isRequired(node: Node | null): boolean {
  if (node?.type !== "CallExpression" || node.callee.type !== "Identifier" || node.callee.name !== "require")
    return false
  const [module] = node.arguments
  return module?.type === "Literal" && module.value === "tslab"
}

function nameOf(node: Node): string {
  if (node.type === "Identifier") return node.name
  return node.type === "Literal" ? String(node.value) : ""
}
