import type { Loop } from "../../cell/directive/index.ts"
import { kindOfName, type FlowGraph, type GraphCell } from "../../flow/graph.ts"
import type { CellText } from "./cellText.ts"
import { identifier, type Condition } from "./conditions.ts"
import type { HelperNeeds } from "./helpers.ts"
import { isBoundName } from "./lifting.ts"
import type { HelperNames, ScriptNames } from "./scriptNames.ts"

/** Writes cells whose code becomes that of a function, since it runs several times, or perhaps not at all. */
export class CellCalls {
  readonly needs: HelperNeeds = { eachOf: false, eachKept: false, skipped: false }
  readonly #graph: FlowGraph
  readonly #goesOn: boolean
  readonly #scriptNames: ScriptNames
  readonly #names: HelperNames

  /** @param goesOn whether a task's failure doesn't end the script */
  constructor(graph: FlowGraph, goesOn: boolean, scriptNames: ScriptNames, names: HelperNames) {
    this.#graph = graph
    this.#goesOn = goesOn
    this.#scriptNames = scriptNames
    this.#names = names
  }

  /** Whether a cell's code becomes that of a function. */
  isCall(cell: GraphCell, condition: Condition | undefined): boolean {
    const closes = cell.analysis.statements.some((statement) => statement.closes.length > 0)
    return condition !== undefined || loopOf(cell) !== undefined || closes || this.#isAttempt(cell)
  }

  /** @param isRead whether other cells read a name */
  lines(
    cell: GraphCell,
    text: CellText,
    condition: Condition | undefined,
    isRead: (name: string) => boolean,
  ): readonly string[] {
    const results = [...cell.analysis.defines.keys()].filter((name) => isRead(name) && isResult(cell, name))
    const body = results.length > 0 ? `${text.body}\n  return { ${results.join(", ")} }` : text.body
    return [
      ...(text.head === "" ? [] : [text.head]),
      ...text.lifted,
      ...(condition?.expression === undefined ? [] : [`const ${condition.name} = ${condition.expression}`]),
      ...this.#call(cell, body, results, condition),
    ]
  }

  /** A cell whose code is a function's, and the names that it gives. */
  #call(
    cell: GraphCell,
    body: string,
    results: readonly string[],
    condition: Condition | undefined,
  ): readonly string[] {
    const loop = loopOf(cell)
    if (condition) this.needs.skipped = true
    const otherwise = condition ? `: ${this.#names.skipped}(${JSON.stringify(cell.label)})` : ""
    const start = condition ? `${condition.name} ? ` : ""
    if (loop) return this.#loop(cell, loop, body, results, (made) => `${start}${made}${otherwise}`)
    const made = this.#isAttempt(cell) ? this.#attempt(cell, body) : `await (async () => {\n${body}\n})()`
    return [taking(results, `${start}${made}${otherwise}`)]
  }

  /** @param conditional makes a call one that depends on the cell's condition, if it has one */
  #loop(
    cell: GraphCell,
    { list, variable }: Loop,
    body: string,
    results: readonly string[],
    conditional: (call: string) => string,
  ): readonly string[] {
    const each = this.#keepsFailures(cell) ? "eachKept" : "eachOf"
    const part = each === "eachKept" ? "?." : "."
    this.needs[each] = true
    const elementsCall = `await ${this.#names[each]}(${list}, async (${variable}) => {\n${body}\n})`
    const elements = this.#scriptNames.newName(`${identifier(cell.label)}Elements`)
    const ofAll = results.map((name) => ({ name, list: `${elements}.map((element) => element${part}${name})` }))
    if (this.#isAttempt(cell)) {
      const lists = ofAll.map((one) => `${one.name}: ${one.list}`).join(", ")
      const inner = results.length > 0 ? `const ${elements} = ${elementsCall}\n  return { ${lists} }` : elementsCall
      return [taking(results, conditional(this.#attempt(cell, inner)))]
    }
    const call = conditional(elementsCall)
    if (results.length === 0) return [call]
    return [`const ${elements} = ${call}`, ...ofAll.map((one) => `const ${one.name} = ${one.list}`)]
  }

  #attempt({ label }: GraphCell, body: string): string {
    return `await ${this.#names.attempt}(${JSON.stringify(label)}, async () => {\n${body}\n})`
  }

  #isAttempt({ kind }: GraphCell): boolean {
    return this.#goesOn && kind === "task"
  }

  #keepsFailures({ label }: GraphCell): boolean {
    return this.#graph.tasks.get(label)?.options.failures === "keep"
  }
}

function taking(results: readonly string[], call: string): string {
  return results.length > 0 ? `const { ${results.join(", ")} } = ${call}` : call
}

function loopOf({ analysis: { directive } }: GraphCell): Loop | undefined {
  return directive?.kind === "task" ? directive.options.for : undefined
}

/** Whether a cell whose code is a function's has to hand out a name. */
function isResult(cell: GraphCell, name: string): boolean {
  const kind = kindOfName(cell, name)
  if (kind !== "declaration") return kind !== "import"
  return loopOf(cell) === undefined && isBoundName(name, cell.analysis)
}
