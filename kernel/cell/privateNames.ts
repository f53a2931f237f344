import type { CellAnalysis } from "./analyse.ts"
import type { CallEffect, Effects } from "./effects/effects.ts"
import type { ImportedName } from "./importedNames.ts"
import { indexStatements } from "./statementIndex.ts"
import type { Statement } from "./statements.ts"
import type { ValueSource } from "./effects/valueSources.ts"

/**
 * Whether a name belongs to the cell that defines it alone: it begins with `_`, but not with two, as `__dirname` does. What
 * is imported under such a name (lodash's `_`) is shared as any import.
 * @param imported the cell's imports
 */
export function isPrivate(name: string, imported?: ReadonlyMap<string, ImportedName>): boolean {
  return /^_(?!_)/.test(name) && imported?.has(name) !== true
}

/**
 * The key by which a cell's private name is known among those of all cells: no name is written so.
 * @param tag tells the cell from others
 */
export function privateKey(name: string, tag: string): string {
  return `${name}@${tag}`
}

/** Whether it is the key of a private name. */
export function isPrivateKey(name: string): boolean {
  return name.includes("@")
}

/** A name as its cell writes it. */
export function writtenName(key: string): string {
  const end = key.indexOf("@")
  return end < 0 ? key : key.slice(0, end)
}

/**
 * What tells a cell from others in the keys of its private names: the first name that it gives to others, which no other cell
 * gives. Nobody needs the private names of a cell that gives none.
 * @param names those that the cell defines, in their order
 */
export function privateTag(names: Iterable<string>, imported: ReadonlyMap<string, ImportedName>): string | undefined {
  return [...names].find((name) => !imported.has(name) && !isPrivate(name, imported))
}

/** A cell's meaning with its private names by their keys, so that those of several cells are told apart. */
export function withPrivateKeys(analysis: CellAnalysis, tag: string): CellAnalysis {
  const { privates } = analysis
  if (privates.size === 0) return analysis
  const key = (name: string): string => {
    const end = name.indexOf(".")
    const root = end < 0 ? name : name.slice(0, end)
    return privates.has(root) ? privateKey(root, tag) + name.slice(root.length) : name
  }
  const statements = analysis.statements.map((statement) => statementByKeys(statement, key))
  return {
    ...analysis,
    statements,
    index: indexStatements(statements),
    privates: new Map([...privates].map(([name, place]) => [key(name), place])),
    constants: keysOf(analysis.constants, key),
  }
}

type Rename = (name: string) => string

function statementByKeys(statement: Statement, key: Rename): Statement {
  const { called, effects } = statement
  return {
    ...statement,
    defines: statement.defines.map(key),
    closes: statement.closes.map(key),
    reads: statement.reads.map(key),
    changes: keysOf(statement.changes, key),
    calls: keysOf(statement.calls, key),
    ...(called !== undefined && { called: key(called) }),
    effects: { now: effectsByKeys(effects.now, key), later: effectsByKeys(effects.later, key) },
  }
}

function effectsByKeys(effects: Effects, key: Rename): Effects {
  const { changes, alters, flows, gives, assignedByFunctions, changesFurther, calls, parts } = effects
  const sourcesByKeys = (sources: readonly ValueSource[]): readonly ValueSource[] =>
    sources.map(({ name, through, ...how }) => ({
      ...how,
      name: key(name),
      ...(through !== undefined && { through: key(through) }),
    }))
  return {
    ...effects,
    changes: keysOf(changes, key),
    alters: sourcesByKeys(alters),
    flows: new Map([...flows].map(([name, sources]) => [key(name), sourcesByKeys(sources)] as const)),
    gives: sourcesByKeys(gives),
    assignedByFunctions: keysOf(assignedByFunctions, key),
    changesFurther: keysOf(changesFurther, key),
    parts: keysOf(parts, key),
    calls: new Map(
      [...calls].map(([name, call]): [string, CallEffect] => [
        key(name),
        {
          ...call,
          hands: keysOf(call.hands, key),
          captures: keysOf(call.captures, key),
          handed: sourcesByKeys(call.handed),
        },
      ]),
    ),
  }
}

function keysOf(names: ReadonlySet<string>, key: Rename): ReadonlySet<string> {
  return new Set([...names].map(key))
}
