import { boundNames } from "./nodes.ts"
import { namesOf } from "./references.ts"
import { parseSource } from "./syntax.ts"

/** A name, or a pattern that takes a value apart. */
export interface BindingPattern {
  /** The names that it defines. */
  names: readonly string[]
  /** The names that its defaults read. */
  reads: readonly string[]
}

const isName = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u

/** Reads what can stand before `of` in a loop: `city`, `[key, value]`, `{ id, name = "?" }`. */
export function readPattern(text: string): BindingPattern | undefined {
  const { program, problems } = parseSource(`for (const ${text}\n of [] ) {}`)
  const [loop, ...others] = program.body
  if (problems.length > 0 || others.length > 0 || loop?.type !== "ForOfStatement") return undefined
  const { left } = loop
  const declarator = left.type === "VariableDeclaration" ? left.declarations[0] : undefined
  if (!declarator || left.type !== "VariableDeclaration" || left.declarations.length > 1) return undefined
  const { id } = declarator
  const isTyped = "typeAnnotation" in id && id.typeAnnotation !== null && id.typeAnnotation !== undefined
  const names = isTyped ? [] : boundNames(id)
  if (names.length === 0 || (id.type === "Identifier" && !isName.test(text))) return undefined
  const reads = namesOf(program).uses.map(({ name }) => name)
  return { names, reads: [...new Set(reads)].filter((name) => !names.includes(name)) }
}
