import type { RunRow } from "../../flow/ports.ts"
import type { State } from "../../flow/state.ts"
import { toJson } from "../../store/json.ts"
import { exitCodes } from "../exit.ts"
import { parametersText } from "../format/parameters.ts"
import { pageFor, type Page } from "../format/page.ts"
import { formatAge, formatDuration } from "../../session/format/duration.ts"
import { shortPath } from "../format/problems.ts"
import { paintState } from "../format/style.ts"
import { formatTable, type Cell } from "../../session/format/table.ts"
import { terminalLine } from "../../session/format/terminalText.ts"
import { oneLine } from "../../session/format/text.ts"
import { findFile } from "../notebookFile.ts"
import { printLines } from "../output.ts"
import { Stores, type StorePlace } from "../stores.ts"
import { stateWord } from "../../session/format/summary.ts"

/** How many runs are listed when nothing is said of it. */
const usualLimit = 20
/** Before which column notes are listed: behind what runs always have, and before what may be long. */
const notePlace = 5

export interface RunsOptions extends StorePlace {
  /** How many at most. */
  limit?: number
  /** How many at most of each notebook. */
  each?: number
  /** Only those in this state. */
  state?: State
  json?: boolean
}

/** `tsnb runs` */
export async function runs(named: string | undefined, options: RunsOptions): Promise<number> {
  const notebook = named ?? options.notebook
  const file = notebook === undefined ? undefined : findFile(notebook)
  using stores = Stores.open({ ...options, ...(notebook !== undefined && { notebook }) })
  const { each, state, limit = each === undefined ? usualLimit : Infinity } = options
  const filter = {
    ...(each === undefined ? { limit } : { each }),
    ...(file !== undefined && { notebook: file }),
    ...(state && { state }),
  }
  const found = (await stores.runs(filter)).slice(0, limit)
  // Subflows have notebooks of their own, and belong to the runs that asked for them.
  const rows = file === undefined ? found : await stores.withSubflows(found)
  if (options.json) printLines([toJson(rows)])
  else if (state && rows.length === 0) printLines([`There are no runs that are ${stateWord(state)}.`])
  else if (!stores.areUnreadable) printLines(runsTable(rows, pageFor(process.stdout)))
  return stores.areUnreadable ? exitCodes.failed : exitCodes.completed
}

/** Runs as a table, newest first, each with those of its subflows below it. */
export function runsTable(rows: readonly RunRow[], { now, paint, columns }: Page): string[] {
  if (rows.length === 0) return ["There are no runs yet. Start one with `tsnb run NOTEBOOK`."]
  const columnsOf = (row: RunRow, depth: number): (string | Cell)[] => [
    "  ".repeat(depth) + row.id,
    terminalLine(row.flow),
    { text: stateWord(row.state), paint: (text) => paintState(row.state, text, paint) },
    formatAge(row.startedAt, now),
    row.endedAt === undefined ? "" : formatDuration(row.endedAt - row.startedAt),
    shortPath(row.notebook),
    parametersText(row.parameters),
  ]
  const head = ["RUN", "FLOW", "STATE", "STARTED", "TOOK", "NOTEBOOK", "PARAMETERS"]
  const placed = nested(rows).map(({ row, depth }) => ({ row, shown: columnsOf(row, depth) }))
  if (!rows.some((row) => noteText(row) !== "")) {
    return formatTable(
      head,
      placed.map(({ shown }) => shown),
      columns,
    )
  }
  return formatTable(
    head.toSpliced(notePlace, 0, "NOTE"),
    placed.map(({ row, shown }) => shown.toSpliced(notePlace, 0, noteText(row))),
    columns,
  )
}

/** `pinned: best so far` */
function noteText({ isPinned, note }: RunRow): string {
  return [...(isPinned ? ["pinned"] : []), ...(note === undefined ? [] : [oneLine(note)])].join(": ")
}

function nested(rows: readonly RunRow[]): { row: RunRow; depth: number }[] {
  const ids = new Set(rows.map((row) => row.id))
  const children = Map.groupBy(rows.toReversed(), (row) => row.parent)
  const placed = new Set<RunRow>()
  const withChildren = (row: RunRow, depth: number): { row: RunRow; depth: number }[] => {
    if (placed.has(row)) return []
    placed.add(row)
    return [{ row, depth }, ...(children.get(row.id) ?? []).flatMap((child) => withChildren(child, depth + 1))]
  }
  // A run whose parent isn't in the list stands by itself.
  const isTop = ({ parent }: RunRow): boolean => parent === undefined || !ids.has(parent)
  // A damaged store may have runs that are below each other.
  return [...rows.filter(isTop), ...rows.filter((row) => !isTop(row))].flatMap((row) => withChildren(row, 0))
}
