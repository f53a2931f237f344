import type { Statement } from "../../cell/statements.ts"
import { isReadingMethod } from "../../cell/readingMethods.ts"
import { definitionsOf } from "../definitions.ts"
import type { FlowGraph } from "../graph.ts"
import { importedFunction, isLocal } from "./importedFunction.ts"
import type { MethodEffect } from "./moduleFacts.ts"
import { isChangingMethod } from "./outsideCalls.ts"

/** What methods do to the objects that they are of, as far as their code or their names tell. */
export class MethodEffects {
  readonly #graph: FlowGraph
  /** What is being asked for: modules may import each other. */
  readonly #asked = new Set<string>()

  constructor(graph: FlowGraph) {
    this.#graph = graph
  }

  /** Whether a method or accessor of what a statement makes changes that, whatever its name says. */
  changesItself(statement: Statement, member: string): boolean {
    if (statement.selfChangers.has(member)) return true
    return this.#codeBehind(statement).some(({ selfChangers }) => selfChangers.has(member))
  }

  /** Whether a method that is only taken, to be called later, changes what it is of, as far as code of the notebook's own tells. */
  changesWhenCalled(statement: Statement, member: string): boolean {
    if (this.changesItself(statement, member)) return true
    if (statement.kind === "import" || isChangingMethod(member)) return false
    return statement.reads.some((read) => this.#inheritedEffect(read, member).includes("some"))
  }

  /** Whether code of the notebook's own has a method of that name, in what made the value that a statement defines. */
  isMethod(statement: Statement, member: string): boolean {
    return [statement, ...this.#codeBehind(statement)].some(({ methods }) => methods.has(member))
  }

  /** What a method does to what a name of the notebook, or of the module, stands for. */
  effectOf(name: string, member: string): MethodEffect {
    const key = `${name}.${member}`
    if (this.#asked.has(key)) return "none"
    this.#asked.add(key)
    const effects = definitionsOf(this.#graph, name).map((statement) =>
      this.#effectOfStatement(statement, name, member),
    )
    this.#asked.delete(key)
    return strongest(effects)
  }

  /**
   * What a call of an import changes.
   * @param called its dotted name
   */
  effectOfImport(statement: Statement, called: string): MethodEffect {
    const effect = this.#effectOfLooked(statement, called)
    const isKept = !isLocal(statement) || statement.specifiers.some((one) => this.#graph.modules.keepsState(one))
    return effect === "unknown" && !isKept ? "none" : effect
  }

  #effectOfLooked(statement: Statement, called: string): MethodEffect {
    const facts = importedFunction(this.#graph, called)
    if (facts?.hasEffects === true) return "some"
    const [root = "", ...parts] = called.split(".")
    const isOfModule = this.#graph.definers.get(root)?.analysis.imported.get(root)?.name === "*"
    const members = isOfModule ? parts.slice(1) : parts
    const member = members.at(-1)
    // A package's functions are often methods of what it exports: `math.add(1, 2)`.
    if (!isLocal(statement)) return members.length > 1 && isChangingMethod(member ?? "") ? "some" : "unknown"
    if (member === undefined) return facts ? "none" : "unknown"
    return facts ? facts.effectOfMethod(member) : effectOfName(member)
  }

  #effectOfStatement(statement: Statement, name: string, member: string): MethodEffect {
    if (statement.kind === "import") return this.#effectOfLooked(statement, `${name}.${member}`)
    if (this.changesItself(statement, member)) return "some"
    const code = [statement, ...this.#codeBehind(statement)]
    // Who looks for changes of names has looked at its code.
    if (code.some(({ methods }) => methods.has(member))) return "none"
    const inherited = code.flatMap(({ reads }) => reads).flatMap((read) => this.#inheritedEffect(read, member))
    return inherited.length > 0 ? strongest(inherited) : effectOfName(member)
  }

  /** What a class of another module does that is extended, or of which an instance is made. */
  #inheritedEffect(name: string, member: string): readonly MethodEffect[] {
    const imports = definitionsOf(this.#graph, name).filter(
      (statement) => statement.kind === "import" && isLocal(statement),
    )
    return imports.map((statement) => this.#effectOfLooked(statement, `${name}.${member}`))
  }

  /** The classes, functions and objects with methods that made what a statement defines, or may have. */
  #codeBehind({ kind, reads }: Statement): readonly Statement[] {
    if (kind === "declaration" || kind === "import") return []
    const found = new Set(reads.flatMap((name) => definitionsOf(this.#graph, name)).filter(isCode))
    // A set that grows while it is walked is walked to its new end.
    for (const made of found)
      for (const read of made.reads) for (const one of definitionsOf(this.#graph, read)) if (isCode(one)) found.add(one)
    return [...found]
  }
}

function effectOfName(member: string): MethodEffect {
  if (isChangingMethod(member)) return "some"
  return isReadingMethod(member) ? "none" : "unknown"
}

function strongest(effects: readonly MethodEffect[]): MethodEffect {
  return effects.find((one) => one === "some") ?? effects.find((one) => one === "unknown") ?? "none"
}

/** Whether a statement declares a class, functions, or an object that has methods. */
function isCode({ kind, functions, methods }: Statement): boolean {
  return kind === "declaration" || functions.size > 0 || methods.size > 0
}
