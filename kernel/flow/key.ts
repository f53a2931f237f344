import { hash } from "node:crypto"
import type { Statement } from "../cell/statements.ts"
import type { ValueReference } from "../runtime/messages.ts"
import type { KeyComponents } from "./ports.ts"
import type { RemadePiece } from "./slice.ts"
import type { TaskNode } from "./graph.ts"

/** Raised when a key comes to mean something else. */
const keySchema = 1

/** What a task's run depends on, as far as it is known before it runs. */
export interface KeyParts {
  task: TaskNode
  remade: readonly RemadePiece[]
  /** Every value handed in, by name: one reference, or one for each element of a `for=` task. */
  inputs: ReadonlyMap<string, ValueReference | readonly ValueReference[]>
  /** Version of Node and of the encoding of values. */
  runtime: string
}

/** The components of a task run's key. */
export function keyComponents({ task, remade, inputs, runtime }: KeyParts): KeyComponents {
  return {
    schema: keySchema,
    runtime,
    code: hashOf(task.cell.analysis.statements.map(({ fingerprint }) => fingerprint)),
    remade: Object.fromEntries(
      remade.map(({ statements, defines }) => [
        defines.join(", "),
        hashOf(statements.map(({ fingerprint }) => fingerprint)),
      ]),
    ),
    definitions: definitionsIn(remade),
    inputs: Object.fromEntries([...inputs].toSorted(byName).map(([name, value]) => [name, inputHash(value)])),
    version: task.options.version,
  }
}

/** The key: a hash over its components. */
export function keyOf(components: KeyComponents): string {
  return hashOf([
    String(components.schema),
    components.runtime,
    components.code,
    // Order counts: what is made again later may rest on what was made before.
    JSON.stringify(components.remade),
    JSON.stringify(components.inputs),
    components.version,
  ])
}

/** There is one for each name in each entry, so they are kept short: all that rests on them is words. */
function definitionsIn(remade: readonly RemadePiece[]): Readonly<Record<string, string>> {
  const made = remade.flatMap(({ statements }) => {
    const defined = new Set(statements.flatMap(({ defines, closes }) => [...defines, ...closes]))
    return statements.flatMap((statement) =>
      namesMade(statement, defined).map((name) => ({ name, hash: statement.fingerprint.slice(0, 12) })),
    )
  })
  const ofNames = Map.groupBy(made, ({ name }) => name)
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
