import type { Program, TSEnumDeclaration } from "oxc-parser"
import { constantOf } from "./constant.ts"
import type { ParameterType } from "./parameterType.ts"

/** The values of the enums that a cell declares, by name; of those alone whose text tells them all. */
export function enumsIn(body: Program["body"]): ReadonlyMap<string, ParameterType> {
  return new Map(
    body.flatMap((statement) => {
      const node = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement
      if (node?.type !== "TSEnumDeclaration") return []
      const choices = valuesOf(node)
      return choices && choices.length > 0 ? [[node.id.name, { kind: "choice", choices } as const] as const] : []
    }),
  )
}

function valuesOf({ body: { members } }: TSEnumDeclaration): readonly (string | number)[] | undefined {
  const values: (string | number)[] = []
  let next: number | undefined = 0
  for (const { initializer } of members) {
    const value: unknown = initializer === null ? next : constantOf(initializer)?.value
    if (typeof value !== "string" && typeof value !== "number") return undefined
    values.push(value)
    next = typeof value === "number" ? value + 1 : undefined
  }
  return values
}
