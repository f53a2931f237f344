import { readFileSync, statSync } from "node:fs"
import { dirname, resolve } from "node:path"
import type { CallExpression, Node } from "oxc-parser"
import { parametersOf } from "../cell/parameters.ts"
import { placesIn, problemInFile } from "../cell/place.ts"
import type { Problem } from "../cell/problem.ts"
import { nearestName } from "../cell/nearest.ts"
import { walk } from "../cell/references.ts"
import { parseSource } from "../cell/syntax.ts"
import { buildGraph, type FlowGraph } from "../flow/graph.ts"
import { parseNotebook } from "../notebook/tsnb.ts"

/**
 * Warnings of subflows whose path is written down: there is no such notebook, or it has no such parameter. A notebook that
 * can't be read has problems of its own.
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

function checkCall({ callee, arguments: [path, values] }: CallExpression, folder: string, warn: Warn): void {
  if (callee.type !== "Identifier" || callee.name !== "subflow") return
  if (path?.type !== "Literal" || typeof path.value !== "string") return
  const file = resolve(folder, path.value)
  if (!isFile(file)) {
    warn(path, `There is no notebook '${path.value}'. The path of a subflow starts at this notebook's folder`)
    return
  }
  if (values?.type !== "ObjectExpression") return
  const known = parametersIn(file)
  for (const property of values.properties) {
    if (property.type !== "Property" || property.computed) continue
    const { key } = property
    const name = key.type === "Identifier" ? key.name : key.type === "Literal" ? String(key.value) : undefined
    if (name === undefined || !known || known.includes(name)) continue
    const nearest = nearestName(name, known)
    const hint = nearest === undefined ? "" : `. Did you mean '${nearest}'?`
    warn(key, `${path.value} has no parameter '${name}'${hint}`)
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

function parametersIn(file: string): readonly string[] | undefined {
  try {
    const cells = parseNotebook(readFileSync(file, "utf8")).cells.filter(({ kind }) => kind === "code")
    const graph = buildGraph("subflow", cells)
    return graph.cells.flatMap(({ kind, source }) =>
      kind === "parameters" ? parametersOf(source).map(({ name }) => name) : [],
    )
  } catch {
    // It can't be read, or is no text.
    return undefined
  }
}
