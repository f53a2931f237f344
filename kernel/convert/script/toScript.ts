import { basename, dirname } from "node:path"
import { readsOfExpression } from "../../cell/expressions.ts"
import { parametersOf, type Parameter } from "../../cell/parameters.ts"
import { needsLanguageSettings, usesLanguageSettings, type LanguageSettings } from "../../cell/transpile.ts"
import { keyInCell, namesRead, type FlowGraph, type GraphCell } from "../../flow/graph.ts"
import type { Notebook } from "../../notebook/document.ts"
import { languageSettingsFor } from "../../runtime/modules/project.ts"
import { NotebookProblemsError } from "../../session/api.ts"
import type { Note } from "../note.ts"
import { flowOf, type NotebookFlow } from "../run/onCells.ts"
import { CellCalls } from "./cellCalls.ts"
import { CellTexts } from "./cellTexts.ts"
import { conditionsOf, type Condition } from "./conditions.ts"
import { withDistinctNames } from "./distinctNames.ts"
import { helperCode } from "./helpers.ts"
import { hooksEnd, hooksStart, hookStates, type HookText } from "./hooks.ts"
import type { Places } from "./imports.ts"
import { jsxImportLines } from "./jsx.ts"
import { limitsOf } from "./limits.ts"
import { localModules } from "./localModules.ts"
import { OwnGlobals } from "./ownGlobals.ts"
import { goesOnAfterFailures, readinessOf } from "./readiness.ts"
import { ScriptNames, type HelperNames } from "./scriptNames.ts"
import { scriptHeader, scriptStart } from "./scriptStart.ts"
import { plotName, standInCode } from "./standIns.ts"
import { textBefore } from "./textBefore.ts"

/** What to make a script of. */
export interface ScriptRequest extends Places {
  notebook: Notebook
  flow: NotebookFlow
}

/**
 * A notebook as a script that Node runs: its cells one after the other, each after those that it reads from.
 * @throws {NotebookProblemsError} when the notebook has problems: cells in a circle have no order
 */
export function toScript({ notebook, flow, from, to }: ScriptRequest): { text: string; notes: readonly Note[] } {
  const { graph } = flow
  const errors = graph.problems.filter(({ severity }) => severity !== "warning")
  if (errors.length > 0) throw new NotebookProblemsError(from, errors)
  const distinct = withDistinctNames(notebook, flow)
  const itsFlow = distinct === notebook ? flow : flowOf(graph.name, distinct)
  return new ScriptWriter(distinct, itsFlow, { from, to }).write()
}

class ScriptWriter {
  readonly #notebook: Notebook
  readonly #flow: NotebookFlow
  readonly #graph: FlowGraph
  readonly #places: Places
  readonly #read: ReadonlySet<string>
  readonly #globals: OwnGlobals
  readonly #scriptNames: ScriptNames
  readonly #names: HelperNames
  readonly #texts: CellTexts
  readonly #calls: CellCalls
  /** Whether a task's failure doesn't end the script. */
  readonly #goesOn: boolean

  constructor(notebook: Notebook, flow: NotebookFlow, places: Places) {
    this.#notebook = notebook
    this.#flow = flow
    this.#graph = flow.graph
    this.#places = places
    const { cells, definers } = flow.graph
    this.#globals = new OwnGlobals((name) => definers.has(name))
    this.#read = namesRead(flow.graph, cells.flatMap(namesInCondition))
    this.#goesOn = goesOnAfterFailures(flow.graph)
    this.#scriptNames = new ScriptNames(notebook)
    this.#names = this.#scriptNames.ofHelpers(flow.graph)
    this.#texts = new CellTexts(flow.graph, places, settingsFor(cells, places), this.#names.display)
    this.#calls = new CellCalls(flow.graph, this.#goesOn, this.#scriptNames, this.#names)
  }

  write(): { text: string; notes: readonly Note[] } {
    const conditions = this.#conditions()
    const before = textBefore(this.#notebook, this.#flow)
    const order = [...this.#graph.order.keys()].filter(({ kind }) => kind !== "hook")
    const written = order.flatMap((cell) => (before.get(cell) ?? []).concat(this.#cell(cell, conditions.get(cell))))
    const hooks = this.#graph.hooks.map((hook) => this.#hook(hook.cell, hook.states))
    const lively = hooks.filter(({ states }) => states.size > 0)
    const parameters = this.#graph.cells.flatMap((cell) =>
      cell.kind === "parameters" ? parametersOf(cell.source) : [],
    )
    const file = basename(this.#places.from)
    const hooked = lively.flatMap(({ cell }) => before.get(cell) ?? [])
    const failures = this.#goesOn ? this.#names.failures : undefined
    const shown = parameters.filter(({ secret }) => !secret).map(({ name }) => name)
    const end = hooksEnd(lively, this.#graph, file, shown, { ...this.#names, failures }, this.#globals)
    const sources = this.#graph.cells.map(({ source }) => source)
    const modules = localModules(sources, dirname(this.#places.from))
    if (modules.specifiers.has("@observablehq/plot")) this.#texts.used.add(plotName)
    const standIns = standInCode(this.#texts.ambient())
    const limits = [...limitsOf(this.#graph), ...standIns.limits, ...secretLimits(parameters)]
    const blocks = [
      scriptHeader(this.#places, limits, modules.limits),
      scriptStart(this.#graph, this.#places, this.#globals, hooksStart(lively, this.#names)),
      jsxImportLines(this.#texts.jsx).join("\n"),
      ...this.#helpers(standIns.code),
      ...written,
      ...hooked,
      ...end,
      ...(before.get(undefined) ?? []),
    ]
    const text = `${blocks.filter((block) => block.trim() !== "").join("\n\n")}\n`
    return { text, notes: [...limits, ...modules.limits].map((message) => ({ message })) }
  }

  #conditions(): ReadonlyMap<GraphCell, Condition> {
    const newName = (wanted: string): string => this.#scriptNames.newName(wanted)
    return this.#goesOn
      ? readinessOf(this.#graph, newName, this.#globals, this.#names)
      : conditionsOf(this.#graph, newName, this.#globals)
  }

  #cell(cell: GraphCell, condition: Condition | undefined): readonly string[] {
    if (!this.#calls.isCall(cell, condition)) {
      const { head, body } = this.#texts.of(cell)
      return [[head, body].filter((part) => part !== "").join("\n")]
    }
    const isRead = (name: string): boolean => this.#read.has(name)
    return [this.#calls.lines(cell, this.#texts.of(cell, isRead), condition, isRead).join("\n")]
  }

  #hook(cell: GraphCell, states: readonly string[]): HookText {
    const text = this.#texts.ofHook(cell)
    const name = this.#scriptNames.newName(`on${states.map(capitalised).join("")}`)
    return { cell, text, name, states: hookStates(states) }
  }

  #helpers(standIns: readonly string[]): readonly string[] {
    const { display } = this.#names
    const ofTsnb = standIns.map((code) =>
      this.#globals.in(code.startsWith("function display(") ? code.replaceAll(/\bdisplay\b/g, display) : code),
    )
    return helperCode([...ofTsnb, ...this.#texts.aliases], this.#calls.needs, this.#goesOn, this.#names, this.#globals)
  }
}

/** What the notebook's project says about how its cells become JavaScript, where that matters. */
function settingsFor(cells: readonly GraphCell[], { from }: Places): LanguageSettings {
  if (!cells.some(({ source }) => usesLanguageSettings(source))) return {}
  const needing = cells.find(({ source }) => needsLanguageSettings(source))
  return languageSettingsFor(needing?.source ?? "", dirname(from))
}

function secretLimits(parameters: readonly Parameter[]): readonly string[] {
  const secret = parameters.flatMap((parameter) => (parameter.secret ? [parameter.name] : []))
  return secret.length > 0 ? [`@secret of ${secret.join(", ")}: the value isn't masked in what the script prints`] : []
}

/** What a cell's `when=` needs of the cell itself, which is looked at before the cell runs. */
function namesInCondition(cell: GraphCell): readonly string[] {
  const { directive } = cell.analysis
  const when = directive?.kind === "task" ? directive.options.when : undefined
  return when === undefined ? [] : readsOfExpression(when).map((name) => keyInCell(cell, name))
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
