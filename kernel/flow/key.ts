import { hash } from "node:crypto"
import type { Statement } from "../cell/statements.ts"
import type { ValueReference } from "../model/valueReference.ts"
import { countedVariables } from "../runtime/trace/nodeVariables.ts"
import type { KeyComponents } from "./ports.ts"
import type { RemadePiece, Slice } from "./slice.ts"
import type { TaskNode } from "./graph.ts"

/** Raised when a key comes to mean something else. */
const keySchema = 2

/** What a task's run depends on, as far as it is known before it runs. */
export interface KeyParts {
  task: TaskNode
  /** What is made again before it, and what is set up. */
  slice: Pick<Slice, "remade" | "setup">
  /** Every value handed in, by name: one reference, or one for each element of a `for=` task. */
  inputs: ReadonlyMap<string, ValueReference | readonly ValueReference[]>
  /** Version of Node and of the encoding of values. */
  runtime: string
  /** What stands for a statement, where that isn't its fingerprint. */
  fingerprintOf?: FingerprintOf
  /** Environment variables that Node reads itself, by name. */
  variables?: Readonly<Record<string, string>>
}

type FingerprintOf = (statement: Statement) => string

/** The components of a task run's key. */
export function keyComponents({
  task,
  slice,
  inputs,
  runtime,
  variables = {},
  fingerprintOf = ({ fingerprint }) => fingerprint,
}: KeyParts): KeyComponents {
  const looks = looksOf(task.options)
  const counted = countedVariables(variables, task.options.ignoreEnv)
  return {
    schema: keySchema,
    runtime,
    code: hashOf(task.cell.analysis.statements.map(({ fingerprint }) => fingerprint)),
    remade: Object.fromEntries([
      ...slice.remade.map((piece, index) => hashOfPiece(piece, index, fingerprintOf)),
      ...outsideSetup(slice.setup),
    ]),
    definitions: definitionsIn(slice, fingerprintOf),
    inputs: Object.fromEntries([...inputs].toSorted(byName).map(([name, value]) => [name, inputHash(value)])),
    version: task.options.version,
    ...(Object.keys(looks).length > 0 && { looks }),
    ...(counted.length > 0 && {
      variables: Object.fromEntries(counted.map(([name, value]) => [name, hashOf([value]).slice(0, 12)])),
    }),
  }
}

/** A piece that defines nothing is set-up alone. */
function hashOfPiece(
  { statements, defines }: RemadePiece,
  index: number,
  fingerprintOf: FingerprintOf,
): readonly [name: string, hash: string] {
  const name = defines.length > 0 ? defines.join(", ") : `set-up ${index + 1}`
  return [name, hashOf(statements.map(fingerprintOf))]
}

function outsideSetup(setup: Slice["setup"]): readonly (readonly [name: string, hash: string])[] {
  if (setup.length === 0) return []
  const outside = setup.filter(({ isOutside }) => isOutside)
  if (outside.length === 0) return []
  return [["set-up of files and the like", hashOf(outside.map(({ statement }) => statement.fingerprint))]]
}

/** Results of a task that looked at less say nothing about one that looks at more. Order and repetition don't count. */
function looksOf({ reads = [], writes, ignoreEnv }: TaskNode["options"]): Readonly<Record<string, string>> {
  if (reads.length + writes.length + ignoreEnv.length === 0) return {}
  return Object.fromEntries(
    Object.entries({ reads, writes, ignoreEnv })
      .filter(([, words]) => words.length > 0)
      .map(([name, words]) => [name, [...new Set(words)].toSorted().join(",")]),
  )
}

/** The key: a hash over its components. */
export function keyOf(components: KeyComponents): string {
  return hashOf([
    String(components.schema),
    components.runtime,
    components.code,
    // Order counts: what is made again later may rest on what was made before. For whose sake code is made again doesn't count.
    JSON.stringify(Object.values(components.remade)),
    JSON.stringify(components.inputs),
    components.version,
    // Absent ones leave the key as it was before there were any.
    ...(components.looks ? [JSON.stringify(components.looks)] : []),
    ...(components.variables ? [`variables ${JSON.stringify(components.variables)}`] : []),
  ])
}

/** There is one for each name in each entry, so they are kept short: all that rests on them is words. */
function definitionsIn(
  { remade, setup }: KeyParts["slice"],
  fingerprintOf: FingerprintOf,
): Readonly<Record<string, string>> {
  if (remade.length + setup.length === 0) return {}
  const shortHash = (statement: Statement): string => fingerprintOf(statement).slice(0, 12)
  const made = remade.flatMap(({ statements }) => {
    const defined = new Set(statements.flatMap(({ defines, closes }) => [...defines, ...closes]))
    return statements.flatMap((statement) => {
      const names = namesMade(statement, defined)
      return (names.length > 0 ? names : ["set-up"]).map((name) => ({ name, hash: shortHash(statement) }))
    })
  })
  const outside = setup
    .filter(({ isOutside }) => isOutside)
    .map(({ statement }) => ({ name: "set-up", hash: shortHash(statement) }))
  const ofNames = Map.groupBy([...made, ...outside], ({ name }) => name)
  return Object.fromEntries([...ofNames].map(([name, ofName]) => [name, ofName.map((one) => one.hash).join()]))
}

/** The names that are what they are by a statement: those that it defines, or else those that it changes or uses. */
function namesMade(
  { defines, closes, changes, calls, reads }: Statement,
  defined: ReadonlySet<string>,
): readonly string[] {
  return (
    [[...defines, ...closes], [...changes], [...calls], reads]
      .map((names) => names.filter((name) => defined.has(name)))
      .find((names) => names.length > 0) ?? []
  )
}

function inputHash(value: ValueReference | readonly ValueReference[]): string {
  return "hash" in value ? value.hash : hashOf(value.map((element) => element.hash))
}

function hashOf(parts: readonly string[]): string {
  return hash("sha256", JSON.stringify(parts), "hex")
}

function byName([first]: readonly [string, unknown], [second]: readonly [string, unknown]): number {
  return first < second ? -1 : 1
}
