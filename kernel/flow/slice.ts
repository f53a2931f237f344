import { pieceOf, type CellParts, type CellPiece } from "../cell/piece.ts"
import type { ValueReference } from "../model/valueReference.ts"
import { definitionsOf } from "./definitions.ts"
import type { FlowGraph, GraphCell } from "./graph.ts"
import type { PassageRule } from "./passage.ts"
import { isOnlyFunction, readAtOnce } from "./readAtOnce.ts"
import { setupOf } from "./setup/setup.ts"
import type { SetupStatement } from "./setup/setupStatement.ts"
import { endOf, SliceSetup } from "./sliceSetup.ts"

/** What has to be handed to a piece of code, and made again before it, for the names that it reads. */
export interface Slice {
  /** Names that come as tasks' results. */
  results: readonly string[]
  /** Names that come as values of plain cells. */
  values: readonly string[]
  /** In the order in which they run. */
  remade: readonly RemadePiece[]
  /** The set-up that runs before the code: in its process, as part of `remade`, or once in the run. */
  setup: readonly SetupStatement[]
  /**
   * For values that other plain cells change: the position of the cell before which they are taken. From there on what
   * changes them is part of the code that is made again.
   */
  until: ReadonlyMap<string, number>
  /**
   * Values that set-up which is made again makes or changes in its own way: they are put back before the code runs, as plain
   * cells have left them before this position.
   */
  restored: ReadonlyMap<string, number>
  /** Values as they were there, where they had been changed. */
  late?: ReadonlyMap<string, ValueReference>
  /** The values to put back, where they differ from those that are handed in. */
  putBack?: ReadonlyMap<string, ValueReference>
  /** Those of the results and values that are `undefined`, since the tasks behind them gave nothing. */
  absent?: ReadonlySet<string>
}

export interface RemadePiece extends CellPiece {
  cell: GraphCell
}

/**
 * Works out how a set of names gets to the code that reads them, and what that in turn needs.
 * @param reader the cell of that code, when the set-up before it counts as well
 * @param early names whose values can't be taken as other cells have changed them
 */
export function sliceFor(
  graph: FlowGraph,
  names: Iterable<string>,
  passage: PassageRule,
  reader?: GraphCell,
  early: ReadonlySet<string> = new Set(),
): Slice {
  return sliceOfValues(graph, names, passage) ?? new Slicer(graph, passage, reader, early).slice(names)
}

const nothing: Omit<Slice, "results" | "values"> = { remade: [], setup: [], until: new Map(), restored: new Map() }

/**
 * The slice of code for which nothing is made again, in a notebook without set-up: most often, all that code reads are results
 * and values.
 */
function sliceOfValues(graph: FlowGraph, names: Iterable<string>, passage: PassageRule): Slice | undefined {
  const { statements, changers } = setupOf(graph)
  if (statements.length > 0 || changers.size > 0) return undefined
  const results: string[] = []
  const values: string[] = []
  for (const name of new Set(names)) {
    const cell = graph.definers.get(name)
    const how = cell && passage(name, cell)
    if (how === "remade") return undefined
    if (how) (how === "result" ? results : values).push(name)
  }
  return { ...nothing, results: results.toSorted(), values: values.toSorted() }
}

class Slicer {
  readonly #graph: FlowGraph
  readonly #passage: PassageRule
  readonly #results = new Set<string>()
  readonly #values = new Set<string>()
  readonly #seen = new Set<string>()
  readonly #wanted = new Map<GraphCell, Set<string>>()
  readonly #pieces = new Map<GraphCell, CellPiece>()
  readonly #setup: SliceSetup
  readonly #reader: GraphCell | undefined
  readonly #early: ReadonlySet<string>
  /** Names that code which is made again reads, with the first position of that: it has to find them as they were there. */
  readonly #readThere = new Map<string, number>()
  /** Names that are made again since code that is made again has an effect on them, which their values have already. */
  readonly #pinned = new Set<string>()
  /** Live values that get their content back when set-up has run, since they can't be made again. */
  readonly #putBack = new Set<string>()

  constructor(graph: FlowGraph, passage: PassageRule, reader: GraphCell | undefined, early: ReadonlySet<string>) {
    this.#graph = graph
    this.#early = early
    this.#passage = (name, cell) => (this.#pinned.has(name) ? "remade" : passage(name, cell))
    this.#reader = reader
    this.#setup = new SliceSetup(graph, reader)
  }

  slice(names: Iterable<string>): Slice {
    // Names are sorted out in rounds, so that a cell of many wanted names is taken apart once a round, not once a name.
    for (let round: ReadonlySet<string> = new Set(names); ;) {
      let cells = this.#sort(round)
      if (cells.size === 0) cells = this.#setup.include((one) => this.#touchesSeen(one))
      round = cells.size > 0 ? new Set([...this.#take(cells), ...this.#pinTouched(cells)]) : this.#pin(this.#linked())
      if (cells.size === 0 && round.size === 0) break
    }
    return {
      results: [...this.#results].toSorted(),
      values: [...this.#values].toSorted(),
      remade: [...this.#pieces]
        .map(([cell, piece]): RemadePiece => Object.assign(piece, { cell }))
        .toSorted((first, second) => this.#position(first.cell) - this.#position(second.cell)),
      setup: [...this.#setup.included].toSorted(
        (first, second) => this.#position(first.cell) - this.#position(second.cell),
      ),
      until: this.#until(),
      restored: this.#restored(),
    }
  }

  #restored(): ReadonlyMap<string, number> {
    const names = [...this.#values, ...this.#results].filter(
      (name) => this.#isRestored(name) || this.#putBack.has(name),
    )
    const changed = new Set(
      names.length === 0 ? [] : this.#setup.inProcess.flatMap(({ names: touched }) => Array.from(touched)),
    )
    const restored = names.filter((name) => changed.has(name))
    return new Map([...restored, ...this.#refilled()].map((name) => [name, this.#end()]))
  }

  /** Names that are made again, and hold something else then than where plain cells are evaluated. */
  #refilled(): readonly string[] {
    return [...this.#pieces.keys()].flatMap((cell) => this.#refilledIn(cell))
  }

  #refilledIn(cell: GraphCell): readonly string[] {
    const { refilled } = setupOf(this.#graph)
    const defined = this.#pieces.get(cell)?.statements.flatMap(({ defines }) => defines) ?? []
    return defined.filter(
      (name) => refilled.has(name) && this.#graph.definers.get(name) === cell && !this.#early.has(name),
    )
  }

  #isRestored(name: string): boolean {
    return setupOf(this.#graph).restored.has(name) && !this.#early.has(name)
  }

  #end(): number {
    return this.#reader === undefined ? Infinity : endOf(this.#graph, this.#reader)
  }

  #until(): ReadonlyMap<string, number> {
    const { changers } = setupOf(this.#graph)
    const end = this.#end()
    const until = new Map<string, number>()
    for (const name of [...this.#values, ...this.#results])
      if (changers.has(name) && !this.#early.has(name))
        until.set(name, Math.min(end, this.#readThere.get(name) ?? Infinity))
    if (until.size === 0) return until
    for (const { names, cell } of this.#setup.inProcess) {
      for (const name of names) {
        const known = until.get(name)
        if (known !== undefined && this.#graph.definers.get(name) !== cell)
          until.set(name, Math.min(known, this.#position(cell)))
      }
    }
    return until
  }

  /** @returns the cells of which more has to be made again */
  #sort(names: ReadonlySet<string>): ReadonlySet<GraphCell> {
    const grown = new Set<GraphCell>()
    for (const name of names) {
      const cell = this.#graph.definers.get(name)
      if (!cell) continue
      this.#seen.add(name)
      const how = this.#passage(name, cell)
      if (how === "result") this.#results.add(name)
      if (how === "value") this.#values.add(name)
      if (how !== "remade") continue
      const cellNames = this.#wanted.get(cell) ?? new Set()
      this.#wanted.set(cell, cellNames)
      if (!cellNames.has(name)) grown.add(cell)
      cellNames.add(name)
    }
    return grown
  }

  /** Takes the parts of cells that are to be made again. @returns the names that these read */
  #take(cells: ReadonlySet<GraphCell>): ReadonlySet<string> {
    const reads = new Set<string>()
    for (const cell of cells) {
      const piece = pieceOf(
        partsOf(cell),
        [...(this.#wanted.get(cell) ?? [])].toSorted(),
        (own) => this.#passage(own, cell) !== "remade",
        this.#setup.statementsOf(cell),
      )
      this.#pieces.set(cell, piece)
      this.#setup.useModules(piece.statements)
      for (const name of piece.reads) reads.add(name)
      for (const name of readAtOnce(this.#graph, piece.statements))
        this.#readThere.set(name, Math.min(this.#readThere.get(name) ?? Infinity, this.#position(cell)))
      // What set-up does to a value of its own cell is part of that value.
      for (const { defines, closes } of piece.statements)
        for (const name of [...defines, ...closes]) this.#seen.add(name)
    }
    return reads
  }

  /** @returns the names that are to be made again with the cells' code, though they would come as values */
  #pinTouched(cells: ReadonlySet<GraphCell>): ReadonlySet<string> {
    const { byStatement } = setupOf(this.#graph)
    const found = new Set<string>()
    for (const cell of cells) {
      for (const name of this.#changedBelow(cell)) found.add(name)
      for (const name of this.#refilledIn(cell)) found.add(name)
      for (const statement of this.#pieces.get(cell)?.statements ?? []) {
        const setup = byStatement.get(statement)
        if (!setup) continue
        this.#setup.applied.add(setup)
        for (const name of setup.names)
          if (this.#isValueOf(name, cell) && (!this.#isRestored(name) || this.#isMadeWith(name, setup))) found.add(name)
      }
    }
    return this.#pin([...found, ...this.#linked()])
  }

  /**
   * Whether set-up has to find a name of its own cell as it is made from other names that are made again: what is done to a
   * value of it wouldn't be done to these.
   */
  #isMadeWith(name: string, { names }: SetupStatement): boolean {
    if (this.#graph.hasLiveValues || setupOf(this.#graph).varying.has(name)) return false
    return [...names].some((other) => {
      const definer = other === name || !this.#seen.has(other) ? undefined : this.#graph.definers.get(other)
      return definer !== undefined && this.#passage(other, definer) === "remade"
    })
  }

  /**
   * Values of a cell that its code which is made again reads before the cell changes them further: it has to find them as they
   * were there.
   */
  #changedBelow(cell: GraphCell): readonly string[] {
    const piece = this.#pieces.get(cell)
    if (!piece) return []
    const { byStatement } = setupOf(this.#graph)
    const included = new Set(piece.statements)
    const lastChange = new Map<string, number>()
    for (const one of cell.analysis.statements)
      if (!included.has(one)) for (const name of byStatement.get(one)?.names ?? []) lastChange.set(name, one.start)
    if (lastChange.size === 0) return []
    const changed = new Set<string>()
    for (const one of piece.statements) {
      if (isOnlyFunction(one)) continue
      for (const name of one.reads) if (one.start < (lastChange.get(name) ?? 0)) changed.add(name)
    }
    return [...changed].filter((name) => this.#isValueOf(name, cell) && !this.#isRestored(name))
  }

  #pin(names: readonly string[]): ReadonlySet<string> {
    for (const name of names) {
      this.#pinned.add(name)
      this.#values.delete(name)
    }
    return new Set(names)
  }

  /**
   * Values that would have nothing in common any more with what they were made from, which is there as well, or that are set
   * up already.
   */
  #linked(): readonly string[] {
    return [...this.#setup.applied].flatMap(({ names, derived, cell }) =>
      [...names].filter((name) => {
        const definer = this.#graph.definers.get(name)
        if (!definer || definer === cell || !this.#seen.has(name) || !this.#isValueOf(name, definer)) return false
        const sources = [...(derived.get(name) ?? [])]
        // What a process makes of those that are restored isn't what they are.
        const { varying } = setupOf(this.#graph)
        if ([name, ...sources].some((other) => varying.has(other) && this.#isRestored(other))) return false
        if (!this.#graph.hasLiveValues) return sources.some((other) => this.#seen.has(other))
        if (!this.#readsChanged(name, names)) return true
        this.#putBack.add(name)
        return false
      }),
    )
  }

  /**
   * Whether the code that defines a live value would find other values than it did.
   * @param along names that are made again with it
   */
  #readsChanged(name: string, along: ReadonlySet<string>): boolean {
    const { changed } = this.#graph
    return definitionsOf(this.#graph, name).some(({ reads }) =>
      reads.some((read) => changed.has(read) && !along.has(read)),
    )
  }

  #isValueOf(name: string, cell: GraphCell): boolean {
    return this.#graph.definers.get(name) === cell && this.#passage(name, cell) === "value"
  }

  #touchesSeen({ names, cell }: SetupStatement): boolean {
    return [...names].some((name) => {
      const definer = this.#seen.has(name) ? this.#graph.definers.get(name) : undefined
      if (!definer || this.#position(definer) > this.#position(cell)) return false
      const comesAsItIs = definer === cell || this.#graph.hasLiveValues || this.#isLate(name, definer, cell)
      return !comesAsItIs || this.#passage(name, definer) === "remade"
    })
  }

  /** Whether a name comes as a value that has been changed already, and not as one to which set-up is still to be done. */
  #isLate(name: string, definer: GraphCell, changer: GraphCell): boolean {
    if (this.#passage(name, definer) === "remade") return false
    const { changers } = setupOf(this.#graph)
    if (!changers.has(name) || this.#early.has(name)) return false
    const position = this.#position(changer)
    if (position >= (this.#readThere.get(name) ?? Infinity)) return false
    return !this.#setup.inProcess.some(
      (one) => one.names.has(name) && one.cell !== definer && this.#position(one.cell) <= position,
    )
  }

  #position(cell: GraphCell): number {
    return this.#graph.order.get(cell) ?? 0
  }
}

function partsOf({ source, analysis: { statements, index } }: GraphCell): CellParts {
  return { source, statements, index }
}
