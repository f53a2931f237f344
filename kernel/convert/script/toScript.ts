import { basename, dirname } from "node:path"
import { apiNames, commonJsNames } from "../../cell/ambient.ts"
import type { Loop } from "../../cell/directive/index.ts"
import { readsOfExpression } from "../../cell/expressions.ts"
import { hasJsx, jsxNames, jsxPragmas } from "../../cell/jsxPragmas.ts"
import { parametersOf, type Parameter } from "../../cell/parameters.ts"
import { namesOf } from "../../cell/references.ts"
import { parseSource } from "../../cell/syntax.ts"
import { needsLanguageSettings, usesLanguageSettings, type LanguageSettings } from "../../cell/transpile.ts"
import { keyInCell, kindOfName, namesRead, type FlowGraph, type GraphCell } from "../../flow/graph.ts"
import { version } from "../../installation.ts"
import type { Notebook } from "../../notebook/document.ts"
import { languageSettingsFor } from "../../runtime/modules/project.ts"
import { NotebookProblemsError } from "../../session/api.ts"
import type { Note } from "../note.ts"
import { flowOf, type NotebookFlow } from "../run/onCells.ts"
import { cellText, type CellText } from "./cellText.ts"
import { conditionsOf, identifier, type Condition } from "./conditions.ts"
import { withDistinctNames } from "./distinctNames.ts"
import { hooksEnd, hooksStart, hookStates, type HookText } from "./hooks.ts"
import { wayBack, type Places } from "./imports.ts"
import { limitsOf } from "./limits.ts"
import { jsxImportLines, type JsxImport } from "./jsx.ts"
import { isBoundName } from "./lifting.ts"
import { localModules } from "./localModules.ts"
import { eachKeptCode, goesOnAfterFailures, readinessCode, readinessOf, type ReadinessNames } from "./readiness.ts"
import { OwnGlobals } from "./ownGlobals.ts"
import { namesTaken, plotName, standInCode } from "./standIns.ts"

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
  readonly #settings: LanguageSettings
  readonly #values: ReadonlySet<string>
  readonly #read: ReadonlySet<string>
  readonly #taken: Set<string>
  readonly #globals: OwnGlobals
  readonly #used = new Set<string>()
  /** Names that imports bring to the whole script. */
  readonly #imported = new Set<string>()
  /** Names that hooks import. */
  readonly #ofHooks = new Set<string>()
  /** Names that the notebook gives to what it imports from `tsnb`. */
  readonly #aliases: string[] = []
  readonly #jsx: JsxImport[] = []
  readonly #jsxModules: string[] = []
  readonly #names: Readonly<
    Record<"display" | "eachOf" | "eachKept" | "skipped" | "startedAt" | "end" | "orUndefined", string>
  > &
    ReadinessNames
  /** Whether a task's failure doesn't end the script. */
  readonly #goesOn: boolean
  #needs = { eachOf: false, eachKept: false, skipped: false }

  constructor(notebook: Notebook, flow: NotebookFlow, places: Places) {
    this.#notebook = notebook
    this.#flow = flow
    this.#graph = flow.graph
    this.#places = places
    const { cells, definers } = flow.graph
    const needsSettings = cells.some(({ source }) => usesLanguageSettings(source))
    const needing = cells.find(({ source }) => needsLanguageSettings(source))
    this.#settings = needsSettings ? languageSettingsFor(needing?.source ?? "", dirname(places.from)) : {}
    this.#globals = new OwnGlobals((name) => definers.has(name))
    this.#values = new Set(
      cells.flatMap(({ source, analysis }) => [...usesIn(source, this.#settings), ...analysis.reads]),
    )
    this.#read = namesRead(flow.graph, cells.flatMap(namesInCondition))
    this.#taken = new Set(
      notebook.cells.flatMap(({ source }) => source.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? []),
    )
    this.#goesOn = goesOnAfterFailures(flow.graph)
    const isOwn = definers.has("display") && !importsDisplay(cells)
    this.#names = {
      display: isOwn ? this.#newName("show") : "display",
      eachOf: this.#newName("eachOf"),
      eachKept: this.#newName("eachKept"),
      ended: this.#newName("ended"),
      failures: this.#newName("failures"),
      ready: this.#newName("ready"),
      attempt: this.#newName("attempt"),
      skipped: this.#newName("skipped"),
      startedAt: this.#newName("startedAt"),
      end: this.#newName("endRun"),
      orUndefined: this.#newName("orUndefined"),
    }
  }

  #conditions(): ReadonlyMap<GraphCell, Condition> {
    const newName = (wanted: string): string => this.#newName(wanted)
    return this.#goesOn
      ? readinessOf(this.#graph, newName, this.#globals, this.#names)
      : conditionsOf(this.#graph, newName, this.#globals)
  }

  write(): { text: string; notes: readonly Note[] } {
    const conditions = this.#conditions()
    const before = this.#textBefore()
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
    if (modules.specifiers.has("@observablehq/plot")) this.#used.add(plotName)
    const standIns = standInCode(this.#ambient())
    const limits = [...limitsOf(this.#graph), ...standIns.limits, ...secretLimits(parameters)]
    const blocks = [
      this.#header(limits, modules.limits),
      this.#start(hooksStart(lively, this.#names)),
      jsxImportLines(this.#jsx).join("\n"),
      ...this.#helpers(standIns.code),
      ...written,
      ...hooked,
      ...end,
      ...(before.get(undefined) ?? []),
    ]
    const text = `${blocks.filter((block) => block.trim() !== "").join("\n\n")}\n`
    return { text, notes: [...limits, ...modules.limits].map((message) => ({ message })) }
  }

  #header(limits: readonly string[], ofModules: readonly string[]): string {
    const script = basename(this.#places.to)
    const lines = [
      `Made by tsnb ${version} from ${basename(this.#places.from)}. Run it with Node 24 or newer: node ${script}`,
      "The notebook's cells come one after the other, each after those that it reads from. Nothing is cached, and no two tasks",
      "run at once.",
      ...(limits.length > 0
        ? ["", "What the notebook asks for and a script doesn't do:", ...limits.map((limit) => `- ${limit}`)]
        : []),
      ...(ofModules.length > 0
        ? ["", "What keeps Node from running the notebook's modules:", ...ofModules.map((limit) => `- ${limit}`)]
        : []),
    ]
    return lines.map((line) => `// ${line}`.trimEnd()).join("\n")
  }

  #start(hooks: readonly string[]): string {
    const lines = [`process.chdir(${this.#folder()}) // Paths in the notebook begin at its folder.`, ...hooks]
    return [...this.#earlyFolder(), ...lines.map((line) => this.#globals.in(line))].join("\n")
  }

  /** Modules load before any other code of a script: an import of its own, before theirs, is what they can't come before. */
  #earlyFolder(): readonly string[] {
    const { cells } = this.#graph
    const loads = cells.some(({ analysis }) => analysis.imports.some(({ specifier }) => !isWithoutFiles(specifier)))
    if (!loads) return []
    const way = wayBack(this.#places)
    const folder = `dirname(process.argv[1])${way === "" ? "" : `+${JSON.stringify(`/${way}`)}`}`
    const code = `import{dirname}from'node:path';process.chdir(${folder})`
    return [
      `import ${JSON.stringify(`data:text/javascript,${encodeURI(code)}`)} // So do those in modules, while they load.`,
    ]
  }

  #folder(): string {
    const way = wayBack(this.#places)
    return way === "" ? "import.meta.dirname" : `\`\${import.meta.dirname}/${way}\``
  }

  /** Markdown and raw text before the cell that it stands before; what comes after the last one under undefined. */
  #textBefore(): ReadonlyMap<GraphCell | undefined, readonly string[]> {
    const byPosition = new Map([...this.#flow.positions].map(([cell, position]) => [position, cell] as const))
    const before = new Map<GraphCell | undefined, readonly string[]>()
    let waiting: string[] = []
    for (const [position, { kind, source, title }] of this.#notebook.cells.entries()) {
      const cell = byPosition.get(position)
      if (title !== undefined && (cell || source.trim() !== "")) waiting.push(commented(title))
      if (cell) {
        before.set(cell, waiting)
        waiting = []
      } else if (kind !== "code" || source.trim() !== "") waiting.push(commented(source))
    }
    return before.set(undefined, waiting)
  }

  #cell(cell: GraphCell, condition: Condition | undefined): readonly string[] {
    const { directive, statements } = cell.analysis
    const loop = directive?.kind === "task" ? directive.options.for : undefined
    const closes = statements.some((statement) => statement.closes.length > 0)
    const isAttempt = this.#goesOn && cell.kind === "task"
    if (!condition && !loop && !closes && !isAttempt) {
      const { head, body } = this.#text(cell)
      return [[head, body].filter((part) => part !== "").join("\n")]
    }
    const isRead = (name: string): boolean => this.#read.has(name)
    const text = this.#text(cell, isRead)
    const results = [...cell.analysis.defines.keys()].filter((name) => isRead(name) && this.#isResult(cell, name))
    const body = results.length > 0 ? `${text.body}\n  return { ${results.join(", ")} }` : text.body
    const lines = [
      ...(text.head === "" ? [] : [text.head]),
      ...text.lifted,
      ...(condition?.expression === undefined ? [] : [`const ${condition.name} = ${condition.expression}`]),
      ...this.#call(cell, body, results, condition, loop),
    ]
    return [lines.join("\n")]
  }

  /** Whether a cell whose code is a function's has to hand out a name. */
  #isResult(cell: GraphCell, name: string): boolean {
    const { directive } = cell.analysis
    const kind = kindOfName(cell, name)
    if (kind !== "declaration") return kind !== "import"
    const isLoop = directive?.kind === "task" && directive.options.for !== undefined
    return !isLoop && isBoundName(name, cell.analysis)
  }

  /** A cell whose code is a function's, and the names that it gives. */
  #call(
    cell: GraphCell,
    body: string,
    results: readonly string[],
    condition: Condition | undefined,
    loop: Loop | undefined,
  ): readonly string[] {
    const isAttempt = this.#goesOn && cell.kind === "task"
    if (condition) this.#needs.skipped = true
    const otherwise = condition && `: ${this.#names.skipped}(${JSON.stringify(cell.label)})`
    const start = condition ? `${condition.name} ? ` : ""
    if (!loop) {
      const made = isAttempt ? this.#attempt(cell, body) : `await (async () => {\n${body}\n})()`
      const call = `${start}${made}${otherwise ?? ""}`
      return [results.length > 0 ? `const { ${results.join(", ")} } = ${call}` : call]
    }
    const each = this.#keepsFailures(cell) ? "eachKept" : "eachOf"
    const part = each === "eachKept" ? "?." : "."
    this.#needs[each] = true
    const elementsCall = `await ${this.#names[each]}(${loop.list}, async (${loop.variable}) => {\n${body}\n})`
    const elements = this.#newName(`${identifier(cell.label)}Elements`)
    const ofAll = results.map((name) => ({ name, list: `${elements}.map((element) => element${part}${name})` }))
    if (isAttempt) {
      const lists = ofAll.map(({ name, list }) => `${name}: ${list}`).join(", ")
      const inner = results.length > 0 ? `const ${elements} = ${elementsCall}\n  return { ${lists} }` : elementsCall
      const call = `${start}${this.#attempt(cell, inner)}${otherwise ?? ""}`
      return [results.length > 0 ? `const { ${results.join(", ")} } = ${call}` : call]
    }
    const call = `${start}${elementsCall}${otherwise ?? ""}`
    if (results.length === 0) return [call]
    return [`const ${elements} = ${call}`, ...ofAll.map(({ name, list }) => `const ${name} = ${list}`)]
  }

  #attempt({ label }: GraphCell, body: string): string {
    return `await ${this.#names.attempt}(${JSON.stringify(label)}, async () => {\n${body}\n})`
  }

  #keepsFailures({ label }: GraphCell): boolean {
    return this.#graph.tasks.get(label)?.options.failures === "keep"
  }

  #hook(cell: GraphCell, states: readonly string[]): HookText {
    const { definers } = this.#graph
    const text = this.#text(
      cell,
      () => false,
      (name) => definers.has(name) || this.#ofHooks.has(name),
    )
    for (const name of cell.analysis.defines.keys()) if (kindOfName(cell, name) === "import") this.#ofHooks.add(name)
    return { cell, text, name: this.#newName(`on${states.map(capitalised).join("")}`), states: hookStates(states) }
  }

  #text(cell: GraphCell, isRead?: (name: string) => boolean, isTaken?: (name: string) => boolean): CellText {
    const text = cellText(cell, {
      places: this.#places,
      settings: this.#settings,
      isValue: (name) => this.#values.has(name),
      claim: (name, isType) => this.#claim(name, isType),
      display: this.#names.display,
      jsxSuffix: (specifier) => this.#jsxSuffix(specifier),
      ...(isRead && { isRead }),
      ...(isTaken && { isTaken }),
    })
    if (text.isShown) this.#used.add("display")
    this.#jsx.push(...text.jsx)
    for (const { ours, namespace } of text.imports) {
      for (const [local, name] of ours) {
        this.#used.add(name)
        if (local !== name) this.#aliases.push(`const ${local} = ${name}`)
      }
      if (namespace === undefined) continue
      const taken = namesTaken(
        namespace,
        this.#graph.cells.map(({ source }) => source),
      )
      for (const name of taken) this.#used.add(name)
      this.#aliases.push(`const ${namespace} = { ${taken.join(", ")} }`)
    }
    return text
  }

  #jsxSuffix(specifier: string): string {
    if (!this.#jsxModules.includes(specifier)) this.#jsxModules.push(specifier)
    const index = this.#jsxModules.indexOf(specifier)
    return index === 0 ? "" : String(index + 1)
  }

  /** An import of the value brings the type as well. */
  #claim(name: string, isType: boolean): boolean {
    const definer = this.#graph.definers.get(name)
    const isValueToo = isType && this.#values.has(name) && definer && kindOfName(definer, name) === "import"
    if (isValueToo || this.#imported.has(name)) return false
    this.#imported.add(name)
    return true
  }

  /** What the notebook uses of tsnb and of CommonJS without defining it. */
  #ambient(): ReadonlySet<string> {
    const { cells, definers } = this.#graph
    const isOther = (name: string): boolean => definers.has(name) && !this.#used.has(name)
    const read = cells.flatMap(({ analysis }) => Array.from(analysis.reads))
    const known = new Set([...apiNames, ...commonJsNames])
    return new Set([...this.#used, ...read.filter((name) => known.has(name) && !isOther(name))])
  }

  #helpers(standIns: readonly string[]): readonly string[] {
    const { display, eachOf, eachKept, skipped, ended } = this.#names
    const helpers = [
      ...standIns.map((code) =>
        this.#globals.in(code.startsWith("function display(") ? code.replaceAll(/\bdisplay\b/g, display) : code),
      ),
      ...this.#aliases,
    ]
    return [
      ...(helpers.length > 0
        ? [`// What the notebook has from tsnb, as far as a script can have it.\n${helpers.join("\n")}`]
        : []),
      ...(this.#needs.eachOf ? [this.#globals.in(eachOfCode(eachOf))] : []),
      ...(this.#needs.eachKept ? [this.#globals.in(eachKeptCode(eachKept))] : []),
      ...(this.#goesOn ? [this.#globals.in(readinessCode(this.#names))] : []),
      ...(this.#needs.skipped ? [this.#globals.in(skippedCode(skipped, this.#goesOn ? ended : undefined))] : []),
    ]
  }

  #newName(wanted: string): string {
    let name = wanted
    while (this.#taken.has(name)) name += "_"
    this.#taken.add(name)
    return name
  }
}

function secretLimits(parameters: readonly Parameter[]): readonly string[] {
  const secret = parameters.flatMap((parameter) => (parameter.secret ? [parameter.name] : []))
  return secret.length > 0 ? [`@secret of ${secret.join(", ")}: the value isn't masked in what the script prints`] : []
}

/** Whether a module needs no files of the notebook's. */
function isWithoutFiles(specifier: string): boolean {
  return specifier === "tsnb" || /^(?:node|data):/.test(specifier)
}

function usesIn(source: string, settings: LanguageSettings): readonly string[] {
  const { program, comments } = parseSource(source)
  const ofJsx = hasJsx(program) ? [...jsxNames(jsxPragmas(comments)), ...factoryNames(settings)] : []
  return [...namesOf(program).uses.map(({ name }) => name), ...ofJsx]
}

/** The names that a project says JSX to be calls of. */
function factoryNames({ jsxFactory = "", jsxFragmentFactory = "" }: LanguageSettings): readonly string[] {
  return [jsxFactory, jsxFragmentFactory].map((name) => name.split(".")[0] ?? "")
}

/** Whether a cell takes tsnb's `display` under its own name. */
function importsDisplay(cells: readonly GraphCell[]): boolean {
  return cells.some(({ source }) =>
    parseSource(source).program.body.some(
      (statement) =>
        statement.type === "ImportDeclaration" &&
        statement.source.value === "tsnb" &&
        statement.specifiers.some(
          (specifier) =>
            specifier.type === "ImportSpecifier" &&
            specifier.local.name === "display" &&
            specifier.imported.type === "Identifier" &&
            specifier.imported.name === "display",
        ),
    ),
  )
}

function commented(source: string): string {
  return source
    .split("\n")
    .map((line) => `// ${line}`.trimEnd())
    .join("\n")
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

function eachOfCode(name: string): string {
  return `/** Runs a task for each element of a list, one after the other. */
async function ${name}<Element, Result>(
  list: Iterable<Element>,
  run: (element: Element) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (const element of list) results.push(await run(element))
  return results
}`
}

/** @param ended what keeps how tasks ended, if the script does */
function skippedCode(name: string, ended: string | undefined): string {
  const kept = ended === undefined ? "" : `  ${ended}[cell] ??= "skipped"\n`
  return `/** Stands for what a cell would have given that doesn't run. */
function ${name}(cell: string): never {
${kept}  console.error(\`\${cell} skipped\`)
  return [] as never
}`
}
