import { analyseCell, type CellAnalysis } from "../cell/analyse.ts"
import { blankOut } from "../cell/piece.ts"
import { formatPlace, type Problem } from "../cell/problem.ts"
import { buildGraph } from "../flow/buildGraph.ts"
import { kindOfName, type CodeCell, type FlowGraph } from "../flow/graph.ts"
import { setupOf } from "../flow/setup/setup.ts"
import { noModuleFacts, type ModuleFacts } from "../flow/setup/moduleFacts.ts"

/** A cell as a front end sends it. */
export interface SentCell {
  source: string
  /** What people call it, such as `In [3]`. */
  title: string
  /** What the front end knows the cell by, if it tells. */
  id?: string
}

/** A cell that was sent and understood. */
export interface LiveCell extends CodeCell {
  title: string
  analysis: CellAnalysis
  /** All names that it brings, those of types included. */
  names: ReadonlySet<string>
}

/**
 * The cells that a person has run and that still count, oldest first. They are kept by the names that they define: the
 * newest definition of a name wins, and a cell none of whose names count any more is gone.
 */
export class LiveCells {
  #cells: readonly LiveCell[] = []
  /** Names that a cell other than the one that defines them has changed, and which cell that was. */
  readonly #changed = new Map<string, string>()
  readonly #reassigned = new Map<string, string>()
  /** The newest cell that has each private name. */
  readonly #privateOwners = new Map<string, string>()
  /** Each cell gets lines of its own, so that a line tells the cell. */
  #nextLine = 1
  #graph: FlowGraph | undefined
  #taskCount = 0
  readonly #modules: ModuleFacts

  /** They came one by one. */
  readonly newestWins = true

  /** @param modules what is known of the modules that cells import */
  constructor(modules: ModuleFacts = noModuleFacts) {
    this.#modules = modules
  }

  get cells(): readonly LiveCell[] {
    return this.#cells
  }

  /** Whether there is a task among them. */
  get hasTasks(): boolean {
    return this.#taskCount > 0
  }

  /** Names that have other values than the cells that define them gave them, and the cells that did it. */
  get reassigned(): ReadonlyMap<string, string> {
    return this.#reassigned
  }

  /** Works out what a cell means, and gives it lines; it doesn't count before it is added. */
  read({ source, title, id }: SentCell): LiveCell {
    const analysis = analyseCell(source)
    const line = this.#nextLine
    this.#nextLine += lineCount(source) + 1
    const names = new Set([...analysis.defines.keys(), ...analysis.types])
    return { line, source, title, ...(id !== undefined && { id }), analysis, names }
  }

  /** Whether one of the cells defines a name for the others. */
  isDefined(name: string): boolean {
    return this.#cells.some((cell) => defines(cell, name))
  }

  /** The title of another cell whose private name it is, unless the name is there for all cells. */
  privateOwner(name: string): string | undefined {
    return this.isDefined(name) ? undefined : this.#privateOwners.get(name)
  }

  /** Takes a cell in the place of those that it replaces. */
  add(cell: LiveCell): void {
    const { names } = cell
    for (const name of names) {
      this.#changed.delete(name)
      this.#reassigned.delete(name)
    }
    const isKept = names.size > 0 || cell.analysis.directive !== undefined || this.#setsUp(cell)
    const others = this.#cells.filter(
      (other) =>
        !replaces(cell, other) && (names.isDisjointFrom(other.names) || hasNamesBeside(other, this.#cells, cell)),
    )
    for (const name of cell.analysis.privates.keys()) this.#privateOwners.set(name, cell.title)
    this.#noteChanges(cell)
    this.#cells = isKept ? [...others, cell] : others
    this.#taskCount = this.#cells.filter(({ analysis }) => analysis.directive?.kind === "task").length
    this.#graph = undefined
  }

  /** A cell failed: if it defines nothing, it has set nothing up either. */
  failed(cell: LiveCell): void {
    if (cell.names.size > 0 || cell.analysis.directive) return
    this.#cells = this.#cells.filter((other) => other !== cell)
    this.#graph = undefined
  }

  /** The cells as a graph in which the plain cells' values are there already. Hooks are for runs of the whole flow. */
  graph(name: string): FlowGraph {
    this.#graph ??= this.#buildGraph(name)
    return this.#graph
  }

  #buildGraph(name: string): FlowGraph {
    const cells = this.#cells.filter(({ analysis }) => analysis.directive?.kind !== "on")
    const build = (changed: ReadonlySet<string>): FlowGraph =>
      buildGraph(name, cells, { newestWins: true, live: { changed }, modules: this.#modules })
    const changed = this.#changedNames()
    const graph = build(changed)
    const altered = alteredLiterals(graph).difference(changed)
    return altered.size === 0 ? graph : build(changed.union(altered))
  }

  /** The sources as one program, for completion: a definition that doesn't count any more is blanked out. */
  sources(): readonly string[] {
    const seen = new Set<string>()
    const withNames = this.#cells.filter(({ names, analysis }) => names.size > 0 || analysis.directive)
    const newestFirst = withNames.toReversed().map(({ source, names, analysis: { statements } }) => {
      const gone = statements.filter(({ defines }) => defines.length > 0 && defines.every((name) => seen.has(name)))
      for (const name of names) seen.add(name)
      return blankOut(source, gone)
    })
    return newestFirst.toReversed()
  }

  /** A problem by the cell's own lines, as `In [3]:1:9: message`. */
  describe({ line, column, message }: Problem): string {
    const cell = this.cellAt(line)
    if (!cell) return message
    return `${formatPlace(cell.title, { line: line - cell.line + 1, column })}: ${message}`
  }

  /**
   * A text, such as a stack, with titles and own lines of the cells in the place of the notebook's lines.
   * @param notebook as the text names it
   */
  inTitles(text: string, notebook: string): string {
    const escaped = notebook.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
    return text.replaceAll(
      new RegExp(`(?<![\\w/-])${escaped}:(\\d+):(\\d+)`, "g"),
      (whole, line: string, column: string) => {
        const cell = this.cellAt(Number(line))
        if (!cell) return whole
        return formatPlace(cell.title, { line: Number(line) - cell.line + 1, column: Number(column) })
      },
    )
  }

  /** The cell that has a line of the graph. */
  cellAt(line: number): LiveCell | undefined {
    return this.#cells.findLast((cell) => cell.line <= line && line < cell.line + lineCount(cell.source))
  }

  /** With the names whose text reads such a name, or one that was defined anew since. */
  #changedNames(): ReadonlySet<string> {
    const changed = new Set(this.#changed.keys())
    const lines = new Map(this.#cells.flatMap(({ names, line }) => [...names].map((name) => [name, line] as const)))
    // Oldest first, so that what a text reads has been looked at before.
    for (const { line, analysis } of this.#cells) {
      for (const { kind, reads, defines } of analysis.statements) {
        const isOld = kind === "literal" && reads.some((name) => changed.has(name) || (lines.get(name) ?? 0) > line)
        if (isOld) for (const name of defines) changed.add(name)
      }
    }
    return changed
  }

  /** Whether a cell that defines nothing does something that tasks have to find in their processes. */
  #setsUp(cell: LiveCell): boolean {
    const mayDoSo = cell.analysis.statements.some(
      ({ specifiers, effects: { now } }) =>
        specifiers.length > 0 ||
        now.changes.size + now.alters.length > 0 ||
        [...now.calls.values()].some(({ isCommand }) => isCommand),
    )
    if (!mayDoSo) return false
    const graph = buildGraph("", [...this.#cells, cell], {
      newestWins: true,
      live: { changed: new Set() },
      modules: this.#modules,
    })
    return setupOf(graph).statements.some((one) => one.cell.line === cell.line)
  }

  #noteChanges({ title, names, analysis: { statements, assigns, directive } }: LiveCell): void {
    // A task works with copies, in another process.
    const inSession = directive?.kind === "task" ? [] : statements
    for (const { changes, calls } of inSession) {
      for (const name of [...changes, ...calls]) if (!names.has(name)) this.#changed.set(name, title)
    }
    for (const name of assigns.keys()) if (!this.#isConstant(name)) this.#reassigned.set(name, title)
  }

  /** Whether an assignment to a name of a cell always fails. */
  #isConstant(name: string): boolean {
    const definer = this.#cells.findLast((cell) => defines(cell, name))
    return definer?.analysis.constants.has(name) ?? false
  }
}

/** Names of literals that set-up has changed since, through other names as well: `const groups = Map.groupBy(rows, f)`. */
function alteredLiterals(graph: FlowGraph): ReadonlySet<string> {
  const altered = setupOf(graph).statements.flatMap(({ names, cell }) =>
    [...names].filter((name) => {
      const definer = graph.definers.get(name)
      return definer !== undefined && definer.line <= cell.line && kindOfName(definer, name) === "literal"
    }),
  )
  return new Set(altered)
}

function lineCount(source: string): number {
  return source.split("\n").length
}

/** Whether a cell is another one sent again, whatever names it defines now. */
function replaces(cell: LiveCell, other: LiveCell): boolean {
  if (cell.id !== undefined && cell.id === other.id) return true
  if (cell.source === other.source) return true
  const [directive, before] = [cell.analysis.directive, other.analysis.directive]
  if (directive?.kind === "task" && before?.kind === "task") {
    return directive.name !== undefined && directive.name === before.name
  }
  if (directive?.kind === "on" && before?.kind === "on") return directive.states.join() === before.states.join()
  return directive?.kind === before?.kind && (directive?.kind === "flow" || directive?.kind === "parameters")
}

/** Whether a cell still has a name that no newer cell defines. Some cells count for their directive alone. */
function hasNamesBeside(cell: LiveCell, cells: readonly LiveCell[], added: LiveCell): boolean {
  const kind = cell.analysis.directive?.kind
  if (kind === "on" || kind === "flow" || kind === "parameters") return true
  if (kind === "task" && cell.names.size === 0) return true
  const newer = [...cells.slice(cells.indexOf(cell) + 1), added]
  return [...cell.names].some((name) => !newer.some((other) => defines(other, name)))
}

function defines({ names, analysis }: LiveCell, name: string): boolean {
  return analysis.directive?.kind !== "on" && names.has(name)
}
