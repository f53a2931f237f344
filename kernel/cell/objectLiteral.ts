import { parseSource } from "./syntax.ts"

/**
 * A cell's source that a person means as an object, though it could be read as a block: `{ a: 1 }`. It is put in brackets,
 * as Node's own prompt does.
 * @returns undefined for all other cells
 */
export function asObject(source: string): string | undefined {
  if (!/^\s*\{[^]*\}\s*$/.test(source)) return undefined
  const object = source.replace("{", "({").replace(/\}(\s*)$/, "})$1")
  const { program, problems } = parseSource(object)
  const [statement] = program.body
  const isObject =
    problems.length === 0 &&
    program.body.length === 1 &&
    statement?.type === "ExpressionStatement" &&
    statement.expression.type === "ObjectExpression"
  return isObject ? object : undefined
}
