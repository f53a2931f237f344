import { isAbsolute } from "node:path"
import type { Statement } from "../../cell/statements.ts"
import { kindOfName, type FlowGraph, type GraphCell } from "../graph.ts"
import { importedFunction, isImport } from "./importedFunction.ts"
import { NameHolders } from "./nameHolders.ts"
import type { Sharer } from "./restored.ts"
import type { SetupStatement } from "./setupStatement.ts"
import { Touched } from "./touched.ts"
import { TouchFinder } from "./touchFinder.ts"

/** Tells which statements are set-up, and what they change. */
export class SetupFinder {
  readonly #graph: FlowGraph
  readonly #touches: TouchFinder
  readonly #holders: NameHolders
  /** By local modules, the names of the cells that import or load them. */
  #loaded: ReadonlyMap<string, readonly string[]> | undefined

  constructor(graph: FlowGraph) {
    this.#graph = graph
    this.#touches = new TouchFinder(graph)
    this.#holders = new NameHolders(this.#touches.sources)
  }

  /** @returns the names, too, whose values the statement may change for all that is known */
  find(cell: GraphCell, statement: Statement): { setup?: SetupStatement; suspects: ReadonlySet<string> } {
    const touched = this.#touchedBy(cell, statement)
    // It may do nothing but keep the notebook from going on.
    const mayThrow = touched.mayThrow || (statement.kind !== "import" && this.#touches.guards(statement.effects.now))
    const isGuard = mayThrow && !touched.isEverywhere
    const isEverywhere = touched.isEverywhere || isGuard
    const names = this.#changedWith(touched)
    for (const name of statement.defines) names.delete(name)
    const isQuiet = touched.names.size + touched.suspects.size === 0
    const suspects = isQuiet
      ? touched.suspects
      : this.#holders.withRelated([...touched.names, ...touched.suspects]).difference(names)
    const { modules, isOutside, isRepeatable, isDeferred } = touched
    if (names.size === 0 && modules.size === 0 && !isEverywhere && !isOutside) return { suspects }
    const setup: SetupStatement = {
      cell,
      statement,
      names,
      changesNames: [...names].some((name) => touched.names.has(name)),
      derived: this.#holders.derivedAmong(names),
      modules,
      isEverywhere,
      // What also changes this process has to run in each.
      isOutside: isOutside && !isEverywhere && modules.size === 0,
      mayReachOutside: isOutside || statement.effects.now.awaits,
      isRepeatable,
      isGuard,
      isDeferred,
    }
    return { setup, suspects }
  }

  /** Who has what a name stands for, or a part of it, beside the notebook's cells. */
  sharerOf(name: string): Sharer {
    const { reachability } = this.#touches
    const itself = reachability.from([{ name }])
    if (itself.globals.size > 0) return "process"
    const { imports, loading } = reachability.from([{ name, isPart: true }])
    const keeping = [...itself.imports.union(imports)].filter(
      (one) => importedFunction(this.#graph, one)?.givesOwn !== false,
    )
    return keeping.length + itself.loading.size + loading.size > 0 ? "module" : "nobody"
  }

  #touchedBy(cell: GraphCell, statement: Statement): Touched {
    const touched = new Touched(statement.defines, statement.effects.now.awaits)
    this.#touches.modules.load(statement, touched)
    if (statement.kind !== "import")
      this.#touches.follow(statement.effects.now, touched, this.#isOutput(cell, statement))
    return touched
  }

  /** Whether a statement is the expression that its cell shows, and works with values of the notebook. */
  #isOutput({ analysis }: GraphCell, statement: Statement): boolean {
    if (!statement.isExpression || analysis.statements.at(-1) !== statement) return false
    return statement.reads.some((name) => {
      const definer = this.#graph.definers.get(name)
      if (!definer || this.#touches.sources.isOfImport(name)) return false
      const kind = kindOfName(definer, name)
      return kind === "computed" || (definer.kind === "task" && kind === "literal")
    })
  }

  /** The names whose values are changed with what a statement touches. */
  #changedWith({ names, modules }: Touched): Set<string> {
    const imported = this.#namesFrom(modules)
    const changed = new Set(names.size === 0 ? names : this.#holders.withHolders(names))
    if (imported.length === 0) return changed
    // Which part of what a module holds is changed, nobody knows.
    for (const name of this.#holders.withHolders(imported, true)) if (!isImport(this.#graph, name)) changed.add(name)
    return changed
  }

  /** The names by which cells have what modules of the notebook's own hold: who changes such a module may change that. */
  #namesFrom(modules: ReadonlySet<string>): readonly string[] {
    if (modules.size === 0) return []
    this.#loaded ??= namesByModule(this.#graph)
    const loaded = this.#loaded
    return [...modules].flatMap((module) => loaded.get(module) ?? [])
  }
}

function namesByModule(graph: FlowGraph): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const { analysis } of graph.cells) {
    for (const { specifiers, defines } of analysis.statements) {
      for (const module of new Set(specifiers.flatMap((one) => Array.from(graph.modules.reach(one))))) {
        if (!isAbsolute(module)) continue
        const names = found.get(module)
        if (names) names.push(...defines)
        else found.set(module, [...defines])
      }
    }
  }
  return found
}
