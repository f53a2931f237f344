import { definitionsOf } from "../definitions.ts"
import { kindOfName, type FlowGraph } from "../graph.ts"
import { isOfProcess, type SetupStatement } from "./setupStatement.ts"
import { mayVary } from "./variation.ts"

/** How values of plain cells get to workers that set-up which runs there changes, too. */
export interface ChangedThere {
  /** All names that set-up changes which runs in each process. */
  touched: ReadonlySet<string>
  /** Names that can't be handed over by value: they are made again, and changed again. */
  pinned: Set<string>
  /**
   * Names whose values their code, or what changes them, may make otherwise each time: they are handed over by value, and once
   * more when the set-up has run. Those are among them that are handed over by value in any case.
   */
  restored: Set<string>
  /**
   * Pinned names into which chance goes, too, and that modules hold as well: when they have been made again, they get the
   * content that they have where plain cells are evaluated, so that the module has it, too.
   */
  refilled: Set<string>
}

/** Who has a name's value, or a part of it, beside the notebook's cells: a module, or all that runs in the process. */
export type Sharer = "nobody" | "module" | "process"

/**
 * Sorts out the names that set-up of the process changes.
 * @param byValue the names that are handed over by value although their code could make them
 * @param sharerOf who has a part of a name's value as well
 */
export function changedThere(
  graph: FlowGraph,
  statements: readonly SetupStatement[],
  byValue: ReadonlySet<string>,
  sharerOf: (name: string) => Sharer,
): ChangedThere {
  const ofProcess = statements.filter(isOfProcess)
  const touched = new Set(ofProcess.flatMap(({ names }) => Array.from(names)))
  const restored = new Set(byValue)
  const refilled = new Set<string>()
  if (ofProcess.length === 0) return { touched, pinned: new Set(), restored, refilled }
  const changedByChance = new Set<string>()
  for (const { statement, names } of statements)
    if (mayVary(graph, statement)) for (const name of names) changedByChance.add(name)
  const mates = setupOfTheirModules(statements, touched)
  for (const name of touched) {
    const isByChance =
      changedByChance.has(name) ||
      isMadeByChance(graph, name) ||
      (mates.get(name) ?? []).some(({ statement }) => mayVary(graph, statement))
    const sharer = sharerOf(name)
    if (sharer !== "nobody") restored.delete(name)
    if (!isByChance || !isValueName(graph, name)) continue
    if (sharer === "nobody") restored.add(name)
    else if (sharer === "module") refilled.add(name)
  }
  // `const model = register({ seed: Math.random() })`
  for (const { statement } of ofProcess) {
    for (const name of mayVary(graph, statement) ? statement.defines : [])
      if (isValueName(graph, name) && sharerOf(name) === "module") refilled.add(name)
  }
  return { touched, pinned: touched.difference(restored).union(refilled), restored, refilled }
}

/** Whether a plain cell gives a name its value. */
function isValueName({ definers }: FlowGraph, name: string): boolean {
  const definer = definers.get(name)
  if (definer === undefined || definer.kind === "task") return false
  const kind = kindOfName(definer, name)
  return kind === "computed" || kind === "literal"
}

/** Whether the code that defines a name may make another value in each process. */
function isMadeByChance(graph: FlowGraph, name: string): boolean {
  return definitionsOf(graph, name).some((one) => mayVary(graph, one))
}

/** For names the set-up of the modules that may have got hold of their values: any of it may change these. */
export function setupOfTheirModules(
  statements: readonly SetupStatement[],
  names: ReadonlySet<string>,
): ReadonlyMap<string, readonly SetupStatement[]> {
  const ofModule = new Map<string, SetupStatement[]>()
  const modulesOf = new Map<string, Set<string>>()
  for (const one of statements) {
    for (const module of one.modules) {
      const known = ofModule.get(module)
      if (known) known.push(one)
      else ofModule.set(module, [one])
    }
    for (const name of one.modules.size === 0 ? [] : one.names) {
      if (!names.has(name)) continue
      const known = modulesOf.get(name) ?? new Set()
      modulesOf.set(name, known)
      for (const module of one.modules) known.add(module)
    }
  }
  return new Map(
    [...modulesOf].map(([name, modules]) => {
      const found = new Set([...modules].flatMap((module) => ofModule.get(module) ?? []))
      return [name, [...found].filter(({ isOutside }) => !isOutside)] as const
    }),
  )
}
