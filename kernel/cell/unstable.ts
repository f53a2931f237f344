import type { Program } from "oxc-parser"
import { isConstant } from "./literal.ts"
import type { Statement } from "./statements.ts"

/**
 * Names of literals that don't keep the value that their declaration gives: assigned to later, or an object that code
 * which runs with the cell gets hold of, itself or through the functions that it calls. What they hold when the cell
 * has ended is known only by evaluating it.
 */
export function unstableNames(statements: readonly Statement[], program: Program): ReadonlySet<string> {
  const unstable = new Set<string>()
  const reached = new Set<string>()
  for (const statement of statements) {
    for (const name of statement.changes) unstable.add(name)
    addReached(statement, reached)
  }
  if (reached.size === 0) return unstable
  const constants = new Set(program.body.flatMap(constantNames))
  const behind = readsBehindNames(statements)
  // A set that grows while it is walked is walked to its new end.
  for (const name of reached) for (const read of behind.get(name) ?? []) reached.add(read)
  for (const name of reached) if (!constants.has(name)) unstable.add(name)
  return unstable
}

/** Adds the names that code gets hold of while a statement is evaluated. */
function addReached({ kind, reads, effects: { now } }: Statement, reached: Set<string>): void {
  if (kind === "computed") {
    for (const name of reads) reached.add(name)
    return
  }
  for (const name of now.changes) reached.add(name)
  // The static parts of a class, say.
  for (const [called, { hands }] of now.calls) {
    reached.add(called.split(".")[0] ?? "")
    for (const name of hands) reached.add(name)
  }
}

/** What can be reached from a name: by a call of the function, or as a part of the object. */
function readsBehindNames(statements: readonly Statement[]): ReadonlyMap<string, readonly string[]> {
  const behind = new Map<string, string[]>()
  for (const { kind, defines, reads } of statements) {
    if (kind === "computed") continue
    for (const name of defines) behind.set(name, [...(behind.get(name) ?? []), ...reads])
  }
  return behind
}

/** Names whose values nothing can change in place. */
function constantNames(node: Program["body"][number]): readonly string[] {
  const declaration = node.type === "ExportNamedDeclaration" ? node.declaration : node
  if (declaration?.type !== "VariableDeclaration") return []
  return declaration.declarations.flatMap(({ id, init }) =>
    id.type === "Identifier" && init !== null && isConstant(init) ? [id.name] : [],
  )
}
