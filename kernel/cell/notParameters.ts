import type { Node, VariableDeclarator } from "oxc-parser"
import { assignedTargets, bare, isFunction } from "./nodes.ts"
import { isPrivate } from "./privateNames.ts"
import { placesIn } from "./place.ts"
import type { Problem } from "./problem.ts"
import { namesOf } from "./references.ts"
import { parseSource } from "./syntax.ts"

/**
 * Warnings of the variables of a `@parameters` cell that look like parameters, and aren't. What helps its constants (types,
 * functions, private names, modules, a variable that it counts with) doesn't.
 */
export function notParameters(source: string): readonly Problem[] {
  const { program } = parseSource(source)
  const placeOf = placesIn(source)
  const assigned = new Set(namesOf(program).uses.flatMap(({ name, assigns }) => (assigns ? [name] : [])))
  return program.body.flatMap((statement): readonly Problem[] => {
    const node = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement
    if (node?.type !== "VariableDeclaration" || node.declare) return []
    const { kind, declarations } = node
    const names = declarations.flatMap(namesIn).filter(({ name }) => !isPrivate(name) && !assigned.has(name))
    const isMendedByConst = names.length === declarations.length && names.every(({ isPart }) => !isPart)
    return names.flatMap(({ name, offset, isPart }): readonly Problem[] => {
      if (!isPart && kind !== "let" && kind !== "var") return []
      const advice = isPart
        ? `Give it a const of its own: const ${name} = …`
        : `Declare it with const instead of ${kind}`
      const message = `'${name}' isn't a parameter. ${advice}`
      const fix = { ...placeOf(node.start), length: kind.length, text: "const" }
      return [{ message, severity: "warning", ...placeOf(offset), ...(isMendedByConst && { fix }) }]
    })
  })
}

interface DeclaredName {
  name: string
  offset: number
  /** Whether it is taken out of a value. */
  isPart: boolean
}

function namesIn({ id, init }: VariableDeclarator): readonly DeclaredName[] {
  if (!init || isHelper(init)) return []
  return assignedTargets(id).flatMap((target) =>
    target.type === "Identifier" ? [{ name: target.name, offset: target.start, isPart: id.type !== "Identifier" }] : [],
  )
}

/** Whether a value is no data: code, or a module. */
function isHelper(init: Node): boolean {
  const value = bare(init)
  if (value.type === "AwaitExpression") return isHelper(value.argument)
  if (value.type === "CallExpression") return value.callee.type === "Identifier" && value.callee.name === "require"
  return value.type === "ImportExpression" || value.type === "ClassExpression" || isFunction(value)
}
