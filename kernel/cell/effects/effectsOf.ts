import type { Node } from "oxc-parser"
import type { StatementEffects } from "./effects.ts"
import { EffectWalk } from "./effectWalk.ts"

/**
 * Finds what a top-level statement does.
 * @param isFree whether the name at this offset is none of an inner scope
 */
export function effectsOf(statement: Node, isFree: (offset: number) => boolean): StatementEffects {
  const now = new EffectWalk(isFree, false)
  const ownName = declaredClass(statement)
  // A class's name is within the class a name of an inner scope, though it stands for what the cell defines.
  if (ownName !== undefined) now.names.set(ownName, [{ name: ownName }])
  now.visit(statement, false)
  now.flows.define(statement)
  if (now.deferred.length === 0 && now.superClasses.length === 0) return { now: now.found(), later: noEffects }
  const later = new EffectWalk(isFree, true)
  if (ownName !== undefined) later.names.set(ownName, [{ name: ownName }])
  for (const part of now.deferred) later.use(part)
  for (const superClass of now.superClasses) later.inherit(superClass)
  return { now: now.found(), later: later.found() }
}

const noEffects = new EffectWalk(() => false, true).found()

/** The name of the class that a statement declares. */
function declaredClass(statement: Node): string | undefined {
  const node = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement
  return node?.type === "ClassDeclaration" ? node.id?.name : undefined
}
