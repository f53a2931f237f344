import { ambientNames } from "../cell/ambient.ts"
import { isGlobalName } from "../cell/globalNames.ts"
import { nearestName } from "../cell/nearest.ts"
import { placeInFile, placesIn } from "../cell/place.ts"
import type { Place, Problem } from "../cell/problem.ts"
import { whereabouts, type GraphCell } from "./graph.ts"

interface NotebookNames {
  cells: readonly GraphCell[]
  definers: ReadonlyMap<string, GraphCell>
}

/**
 * The uses of names that no cell defines, or that only a hook does, whose names nobody else gets. While a cell can't be
 * parsed nothing is known of what it defines, and nothing is said.
 */
export function missingNames({ cells, definers }: NotebookNames): readonly Problem[] {
  if (cells.some(({ analysis }) => analysis.isBroken)) return []
  const assumed = new Set(cells.flatMap(({ analysis }) => [...analysis.assumes]))
  const isThere = (name: string): boolean =>
    definers.has(name) || ambientNames.has(name) || isGlobalName(name) || assumed.has(name)
  const hooks = hookNames(cells)
  const known = [...definers.keys(), ...ambientNames]
  return cells.flatMap((cell) => {
    const missing = [...cell.analysis.reads].filter((name) => !isThere(name) && !isOwn(cell, name))
    return missing.flatMap((name) => problemsOf(cell, name, hooks.get(name), nearestName(name, known)))
  })
}

/** What a cell finds that others don't: a hook the `run` that it is about; and what it writes to is told of already. */
function isOwn({ kind, analysis }: GraphCell, name: string): boolean {
  return (kind === "hook" && name === "run") || analysis.assigns.has(name)
}

/** The hooks by the names that they define. */
function hookNames(cells: readonly GraphCell[]): ReadonlyMap<string, GraphCell> {
  const hooks = cells.filter(({ kind }) => kind === "hook")
  return new Map(hooks.flatMap((hook) => [...hook.analysis.defines.keys()].map((name) => [name, hook] as const)))
}

function problemsOf(
  cell: GraphCell,
  name: string,
  hook: GraphCell | undefined,
  nearest: string | undefined,
): readonly Problem[] {
  const places = placesOf(cell, name)
  if (!hook) return places.map((place) => undefinedName(cell, name, place, nearest))
  const message = `'${name}' is defined by the hook ${whereabouts(hook)} alone, which runs when the tasks have ended. Move it to a cell without '@on'`
  return places.map((place) => Object.assign({ message }, placeInFile(cell, place)))
}

function undefinedName(cell: GraphCell, name: string, place: Place, nearest: string | undefined): Problem {
  const inFile = placeInFile(cell, place)
  const advice = nearest === undefined ? "Define it in a cell, or import it" : `Did you mean '${nearest}'?`
  const isWritten = cell.source.split("\n")[place.line - 1]?.startsWith(name, place.column - 1)
  const fix = nearest !== undefined && isWritten && { fix: { ...inFile, length: name.length, text: nearest } }
  return { message: `Nothing defines '${name}'. ${advice}`, severity: "warning", ...inFile, ...fix }
}

/** Every use in the cell's code, or the directive whose expression uses it. */
function placesOf({ source, analysis }: GraphCell, name: string): readonly Place[] {
  const offsets = analysis.readOffsets.get(name)
  if (offsets) return offsets.map(placesIn(source))
  const { directive } = analysis
  if (!directive) return [{ line: 1, column: 1 }]
  return [directive.kind === "task" ? (directive.places.get("when") ?? directive) : directive]
}
