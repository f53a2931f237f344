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
}

/**
 * Sorts out the names that set-up of the process changes.
 * @param byValue the names that are handed over by value although their code could make them
 * @param isOfOthers whether a name stands for a part of what a module keeps, or of what the whole process shares
 */
export function changedThere(
  graph: FlowGraph,
  statements: readonly SetupStatement[],
  byValue: ReadonlySet<string>,
  isOfOthers: (name: string) => boolean,
): ChangedThere {
  const touched = new Set(statements.filter(isOfProcess).flatMap(({ names }) => Array.from(names)))
  const restored = new Set(byValue)
  if (touched.size === 0) return { touched, pinned: new Set(), restored }
  const changedByChance = new Set<string>()
  for (const { statement, names } of statements)
    if (mayVary(graph, statement)) for (const name of names) changedByChance.add(name)
  for (const name of touched) {
    if (isOfOthers(name)) restored.delete(name)
    else if (isComputedName(graph, name) && (changedByChance.has(name) || isMadeByChance(graph, name)))
      restored.add(name)
  }
  return { touched, pinned: touched.difference(restored), restored }
}

function isComputedName({ definers }: FlowGraph, name: string): boolean {
  const definer = definers.get(name)
  return definer !== undefined && definer.kind !== "task" && kindOfName(definer, name) === "computed"
}

/** Whether the code that defines a name may make another value in each process. */
function isMadeByChance(graph: FlowGraph, name: string): boolean {
  const defining = graph.definers.get(name)?.analysis.index.defining.get(name) ?? []
  return defining.some((one) => mayVary(graph, one))
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
