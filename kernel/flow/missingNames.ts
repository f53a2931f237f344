import { ambientNames } from "../cell/ambient.ts"
import { isGlobalName } from "../cell/globalNames.ts"
import { nearestName } from "../cell/nearest.ts"
import { placeInFile, placesIn } from "../cell/place.ts"
import type { Place, Problem } from "../cell/problem.ts"
import { isPrivateKey } from "../cell/privateNames.ts"
import { whereabouts, type GraphCell } from "./graph.ts"
import { privateNameMessage, privateOwners } from "./privateOwners.ts"

/** Each hint is a look at all names; who misses more than these has other worries. */
const maxHints = 100

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
  const owners = privateOwners(cells)
  const known = [...definers.keys(), ...ambientNames].filter((name) => !isPrivateKey(name))
  let hints = 0
  const nearest = (name: string): string | undefined => (hints++ < maxHints ? nearestName(name, known) : undefined)
  return cells.flatMap((cell) => {
    const missing = [...cell.analysis.reads].filter((name) => !isThere(name) && !isWritten(cell, name))
    if (missing.length === 0) return []
    const placeOf = placesIn(cell.source)
    return missing.flatMap((name) => {
      const owner = owners.get(name)
      return owner
        ? othersName(cell, name, placeOf, owner)
        : problemsOf(cell, name, placeOf, hooks.get(name), nearest(name))
    })
  })
}

/** What a cell writes to is told of already. */
function isWritten({ analysis }: GraphCell, name: string): boolean {
  return analysis.assigns.has(name)
}

/** The hooks by the names that they define. */
function hookNames(cells: readonly GraphCell[]): ReadonlyMap<string, GraphCell> {
  const hooks = cells.filter(({ kind }) => kind === "hook")
  return new Map(hooks.flatMap((hook) => [...hook.analysis.defines.keys()].map((name) => [name, hook] as const)))
}

function othersName(
  cell: GraphCell,
  name: string,
  placeOf: (offset: number) => Place,
  owner: GraphCell,
): readonly Problem[] {
  const message = privateNameMessage(name, owner)
  return placesOf(cell, name, placeOf).map((place) => Object.assign({ message }, placeInFile(cell, place)))
}

function problemsOf(
  cell: GraphCell,
  name: string,
  placeOf: (offset: number) => Place,
  hook: GraphCell | undefined,
  nearest: string | undefined,
): readonly Problem[] {
  const offsets = cell.analysis.readOffsets.get(name)
  const places = placesOf(cell, name, placeOf)
  if (!hook) {
    return places.map((place, index) => {
      const start = offsets?.[index]
      const isWritten = start === undefined ? isAt(cell.source, place, name) : cell.source.startsWith(name, start)
      return undefinedName(cell, name, place, nearest, isWritten)
    })
  }
  const message = `'${name}' is defined by the hook ${whereabouts(hook)} alone, which runs when the tasks have ended. Move it to a cell without '@on'`
  return places.map((place) => Object.assign({ message }, placeInFile(cell, place)))
}

function placesOf(cell: GraphCell, name: string, placeOf: (offset: number) => Place): readonly Place[] {
  return cell.analysis.readOffsets.get(name)?.map(placeOf) ?? placesInDirective(cell)
}

function isAt(source: string, place: Place, name: string): boolean {
  return source.split("\n")[place.line - 1]?.startsWith(name, place.column - 1) ?? false
}

function undefinedName(
  cell: GraphCell,
  name: string,
  place: Place,
  nearest: string | undefined,
  isWritten: boolean,
): Problem {
  const inFile = placeInFile(cell, place)
  const known = elsewhere.get(name)
  const advice = known ?? (nearest === undefined ? "Define it in a cell, or import it" : `Did you mean '${nearest}'?`)
  const fix = known === undefined &&
    nearest !== undefined &&
    isWritten && { fix: { ...inFile, length: name.length, text: nearest } }
  return { message: `Nothing defines '${name}'. ${advice}`, severity: "warning", ...inFile, ...fix }
}

/** What to say of names that other runtimes and kernels have. */
const elsewhere: ReadonlyMap<string, string> = new Map([
  ["Bun", "It exists only in Bun, and cells run on Node"],
  ["Deno", "It exists only in Deno, and cells run on Node"],
  ["tslab", "It exists only in tslab's kernel. The module tsnb has display() in its place"],
  ["window", "It exists only in browsers, and cells run on Node"],
])

/** Where the directive is whose expression uses a name. */
function placesInDirective({ analysis: { directive } }: GraphCell): readonly Place[] {
  if (!directive) return [{ line: 1, column: 1 }]
  return [directive.kind === "task" ? (directive.places.get("when") ?? directive) : directive]
}
