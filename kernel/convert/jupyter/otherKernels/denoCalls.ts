import type { MagicString } from "magic-string"
import type { DenoUse } from "./calls.ts"

/** Gives the name by which a cell has a function of a module of Node's. */
export type NameOfNode = (name: string, module: string) => string

/** What Node has in the place of a function of Deno's that is called with so many arguments. */
interface NodeFunction {
  name: string
  module: string
  takes: number
  /** What Node's takes after these. */
  last?: string
}

const promises = "node:fs/promises"
const nodeFunctions: Readonly<Record<string, NodeFunction>> = {
  "Deno.readTextFile": { name: "readFile", module: promises, takes: 1, last: '"utf8"' },
  "Deno.readTextFileSync": { name: "readFileSync", module: "node:fs", takes: 1, last: '"utf8"' },
  "Deno.writeTextFile": { name: "writeFile", module: promises, takes: 2 },
  "Deno.writeTextFileSync": { name: "writeFileSync", module: "node:fs", takes: 2 },
}

/**
 * Writes a call of a function of Deno's as one of Node's.
 * @returns whether there is one that does the same; otherwise, nothing is changed
 */
export function translateDenoCall(
  use: DenoUse,
  output: MagicString,
  nameOf: NameOfNode,
  ofProcess: (name: string) => string,
): boolean {
  const { text, start, end, call } = use
  const { original } = output
  if (!call || call.arguments.some((argument) => original.startsWith("...", argument.start))) return false
  const last = call.arguments.at(-1)
  if (!last) return false
  if (text === "Deno.env.get" && call.arguments.length === 1) {
    output.overwrite(start, last.start, `${ofProcess("env")}[`)
    output.overwrite(last.end, call.end, "]")
    return true
  }
  const known = Object.hasOwn(nodeFunctions, text) ? nodeFunctions[text] : undefined
  if (!known || call.arguments.length !== known.takes) return false
  output.overwrite(start, end, nameOf(known.name, known.module))
  if (known.last !== undefined) output.appendLeft(last.end, `, ${known.last}`)
  return true
}
