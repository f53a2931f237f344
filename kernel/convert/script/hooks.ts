import { kindOfName, type FlowGraph, type GraphCell } from "../../flow/graph.ts"
import type { CellText } from "./cellText.ts"
import type { OwnGlobals } from "./ownGlobals.ts"
import { endStates } from "./limits.ts"

/** A hook cell in a script. */
export interface HookText {
  cell: GraphCell
  text: CellText
  /** The name of the function that it becomes. */
  name: string
  /** The states in which a script can end and it runs. */
  states: ReadonlySet<"completed" | "failed">
}

/** Names of the functions around the hooks, that the notebook doesn't have. */
export interface HookNames {
  startedAt: string
  end: string
  orUndefined: string
  /** The list of failures after which the script went on, if it does. */
  failures?: string | undefined
}

/** The lines at the script's beginning that let its hooks run at its end. */
export function hooksStart(hooks: readonly HookText[], { startedAt, end }: HookNames): readonly string[] {
  if (hooks.length === 0) return []
  const fails = hooks.some(({ states }) => states.has("failed"))
  return [
    `const ${startedAt} = new Date()`,
    ...(fails ? [`process.once("uncaughtException", (error) => void ${end}("failed", error))`] : []),
  ]
}

/** The script's end: its hooks as functions, and what calls them. */
export function hooksEnd(
  hooks: readonly HookText[],
  graph: FlowGraph,
  notebook: string,
  parameters: readonly string[],
  { startedAt, end, orUndefined, failures }: HookNames,
  globals: OwnGlobals,
): readonly string[] {
  if (hooks.length === 0) return []
  const calls = hooks.map(({ cell, name, states }) => {
    const values = valuesOf(cell, graph).map((value) => `    ${value}: ${orUndefined}(() => ${value}),\n`)
    const condition = states.size > 1 ? "" : `if (state === "${[...states].join("")}") `
    return `  ${condition}await ${name}(run${values.length > 0 ? `, {\n${values.join("")}  }` : ""})`
  })
  const functions = hooks.map(({ cell, text, name }) => {
    const values = valuesOf(cell, graph)
    const given = values.length > 0 ? `, { ${values.join(", ")} }: any` : ""
    const code = `async function ${name}(run: any${given}): ${globals.in("Promise")}<void> {\n${text.body}\n}`
    return [text.head, ...text.lifted, code].filter((part) => part !== "").join("\n")
  })
  // A cell before that of the parameters may fail.
  const mayLack = parameters.length > 0 && graph.order.keys().next().value?.kind !== "parameters"
  const given = parameters.map((name) => (mayLack ? `${name}: ${orUndefined}(() => ${name})` : name))
  const readsValues = mayLack || hooks.some(({ cell }) => valuesOf(cell, graph).length > 0)
  return [
    failures === undefined
      ? `await ${end}("completed")`
      : `await ${end}(${failures}.length > 0 ? "failed" : "completed", ${failures}[0])`,
    endCode({
      end,
      startedAt,
      failures,
      globals,
      facts: [
        `flow: ${JSON.stringify(graph.name)},`,
        `notebook: ${JSON.stringify(notebook)},`,
        `parameters: { ${given.join(", ")} },`,
      ],
      calls,
    }),
    ...(readsValues ? [globals.in(orUndefinedCode(orUndefined))] : []),
    ...functions,
  ]
}

/** What of the function that calls the hooks depends on the notebook. */
interface EndParts {
  end: string
  startedAt: string
  failures: string | undefined
  globals: OwnGlobals
  facts: readonly string[]
  calls: readonly string[]
}

function endCode({ end, startedAt, failures, globals, facts, calls }: EndParts): string {
  // Those after which the script went on have been told.
  const isNew = failures === undefined ? "" : ` && !${failures}.includes(thrown)`
  const start = globals.in(`/** What the notebook's hooks see of how the script ended. */
async function ${end}(state: "completed" | "failed", thrown?: unknown): Promise<void> {
  if (state === "failed"${isNew}) console.error(thrown)
  const error = thrown instanceof Error ? { name: thrown.name, message: thrown.message } : undefined
  const run = {
    id: "",
    state,
    startedAt: ${startedAt},
    duration: Date.now() - ${startedAt}.getTime(),
    tasks: [],
    error,`)
  const last = globals.in('  if (state === "failed") process.exitCode = 1')
  return [start, ...facts.map((fact) => `    ${fact}`), "  }", ...calls, last, "}"].join("\n")
}

function orUndefinedCode(name: string): string {
  return `/** The value of a name that isn't there when the script failed before. */
function ${name}<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof ReferenceError) return undefined
    throw error
  }
}`
}

/** The names that a hook reads and that may not have a value yet. */
function valuesOf({ analysis }: GraphCell, { definers }: FlowGraph): readonly string[] {
  return [...analysis.reads].filter((name) => {
    const definer = definers.get(name)
    return definer && !["import", "declaration"].includes(kindOfName(definer, name) ?? "")
  })
}

/** When a hook runs, of the ways in which a script can end. */
export function hookStates(states: readonly string[]): ReadonlySet<"completed" | "failed"> {
  return new Set(states.flatMap((state) => endStates[state] ?? []))
}
