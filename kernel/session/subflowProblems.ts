import { readFileSync, statSync } from "node:fs"
import { dirname, resolve } from "node:path"
import type { CallExpression, Node } from "oxc-parser"
import { parametersOf } from "../cell/parameters.ts"
import { placesIn, problemInFile } from "../cell/place.ts"
import type { Problem } from "../cell/problem.ts"
import { nearestName } from "../cell/nearest.ts"
import { bare } from "../cell/nodes.ts"
import { walk } from "../cell/references.ts"
import { parseSource } from "../cell/syntax.ts"
import { buildGraph } from "../flow/buildGraph.ts"
import { subflowResults, type FlowGraph } from "../flow/graph.ts"
import { parseNotebook } from "../notebook/tsnb.ts"

/**
 * Warnings of subflows whose path is written down: there is no such notebook, or it has no such parameter or result. A
 * notebook that can't be read has problems of its own.
 * @param notebook absolute path of the asking one
 */
export function subflowProblems(notebook: string, { cells, definers }: FlowGraph): readonly Problem[] {
  if (definers.has("subflow") && !cells.some(({ source }) => /["']tsnb["']/.test(source))) return []
  return cells.flatMap((cell) => {
    if (!cell.source.includes("subflow")) return []
    const placeOf = placesIn(cell.source)
    const problems: Problem[] = []
    const warn = ({ start }: Node, message: string): void => {
      problems.push(problemInFile(cell, { message, severity: "warning", ...placeOf(start) }))
    }
    walk(parseSource(cell.source).program, (node) => {
      if (node.type === "CallExpression") checkCall(node, dirname(notebook), warn)
    })
    return problems
  })
}

type Warn = (node: Node, message: string) => void

function checkCall({ callee, arguments: [path, values, options] }: CallExpression, folder: string, warn: Warn): void {
  if (callee.type !== "Identifier" || callee.name !== "subflow") return
  if (path?.type !== "Literal" || typeof path.value !== "string") return
  const file = resolve(folder, path.value)
  if (!isFile(file)) {
    warn(path, `There is no notebook '${path.value}'. The path of a subflow starts at this notebook's folder`)
    return
  }
  const given = propertiesOf(values)
  const wanted = propertiesOf(options).flatMap(({ name, value }) => (name === "names" ? textsIn(value) : []))
  if (given.length === 0 && wanted.length === 0) return
  const known = partsOf(file)
  if (!known) return
  for (const { name, key } of given)
    warnOfUnknown(name, known.parameters, (hint) => warn(key, `${path.value} has no parameter '${name}'${hint}`))
  for (const { name, node } of wanted)
    warnOfUnknown(name, known.results, (hint) => warn(node, `${path.value} has no result '${name}'${hint}`))
}

function warnOfUnknown(name: string, known: readonly string[] | undefined, warn: (hint: string) => void): void {
  if (!known || known.includes(name)) return
  const nearest = nearestName(name, known)
  warn(nearest === undefined ? "" : `. Did you mean '${nearest}'?`)
}

/** The properties of an object literal whose names are written down. */
function propertiesOf(node: Node | undefined): readonly { name: string; key: Node; value: Node }[] {
  if (node?.type !== "ObjectExpression") return []
  return node.properties.flatMap((property) => {
    if (property.type !== "Property" || property.computed) return []
    const { key, value } = property
    const name = key.type === "Identifier" ? key.name : key.type === "Literal" ? String(key.value) : undefined
    return name === undefined ? [] : [{ name, key, value }]
  })
}

/** The texts that are written down in a list. */
function textsIn(list: Node): readonly { name: string; node: Node }[] {
  const value = bare(list)
  if (value.type !== "ArrayExpression") return []
  return value.elements.flatMap((element) =>
    element?.type === "Literal" && typeof element.value === "string" ? [{ name: element.value, node: element }] : [],
  )
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

/** What a notebook takes and gives as a subflow. */
function partsOf(file: string): { parameters: readonly string[]; results: readonly string[] | undefined } | undefined {
  try {
    const cells = parseNotebook(readFileSync(file, "utf8")).cells.filter(({ kind }) => kind === "code")
    const graph = buildGraph("subflow", cells)
    const parameters = graph.cells.flatMap(({ kind, source }) =>
      kind === "parameters" ? parametersOf(source).map(({ name }) => name) : [],
    )
    return {
      parameters,
      results: graph.cells.some(({ analysis }) => analysis.isBroken) ? undefined : subflowResults(graph),
    }
  } catch {
    // It can't be read, or is no text.
    return undefined
  }
}
