import { canRunWithout, dependenciesOf, tasksBehindCells } from "../../flow/dependencies.ts"
import type { FlowGraph, GraphCell } from "../../flow/graph.ts"
import { identifier, type Condition } from "./conditions.ts"
import type { OwnGlobals } from "./ownGlobals.ts"

/** Names of what a script keeps of how its tasks ended, that the notebook doesn't have. */
export interface ReadinessNames {
  ended: string
  failures: string
  ready: string
  attempt: string
}

/** Whether some task may run though one before it failed or was skipped: then a failure doesn't end the script. */
export function goesOnAfterFailures({ tasks }: FlowGraph): boolean {
  return [...tasks.values()].some(({ options }) => options.upstream !== "allSucceeded")
}

/** The conditions of cells in a script that goes on after failures: how the tasks ended that they wait for. */
export function readinessOf(
  graph: FlowGraph,
  newName: (wanted: string) => string,
  globals: OwnGlobals,
  { ready }: ReadinessNames,
): ReadonlyMap<GraphCell, Condition> {
  const dependencies = dependenciesOf(graph)
  const behind = tasksBehindCells(graph)
  const conditions = new Map<GraphCell, Condition>()
  for (const cell of graph.order.keys()) {
    if (cell.kind === "hook") continue
    const task = graph.tasks.get(cell.label)
    const { upstream = "allSucceeded", when } = task?.options ?? {}
    const before = [...((task ? dependencies.get(task.name) : behind.get(cell)) ?? [])]
    const after = before.filter((name) => task && canRunWithout(graph, task, name))
    const lists = [before.filter((name) => !after.includes(name)), ...(after.length > 0 ? [after] : [])]
    const parts = [
      ...(before.length > 0
        ? [`${ready}(${[cell.label, upstream, ...lists].map((part) => JSON.stringify(part)).join(", ")})`]
        : []),
      ...(when === undefined ? [] : [`${globals.in("Boolean")}(${when})`]),
    ]
    if (parts.length > 0)
      conditions.set(cell, { name: newName(`${identifier(cell.label)}Runs`), expression: parts.join(" && ") })
  }
  return conditions
}

/** What a script keeps of how its tasks ended. */
export function readinessCode({ ended, failures, ready, attempt }: ReadinessNames): string {
  return `/** How tasks ended; a lost one was skipped since another failed. */
const ${ended}: { [task: string]: "completed" | "failed" | "lost" | "skipped" } = {}
const ${failures}: unknown[] = []

/** Whether a cell may run, by how the tasks ended that it waits for, and those that it just comes after. */
function ${ready}(cell: string, upstream: string, before: string[], after: string[] = []): boolean {
  const isLost = (task: string) => ${ended}[task] === "failed" || ${ended}[task] === "lost"
  const succeeded = (task: string) => ${ended}[task] === "completed"
  const all = [...before, ...after]
  const lost = all.some(isLost)
  const runs =
    upstream === "allDone" ||
    (upstream === "noneFailed" && !lost) ||
    (upstream === "oneSucceeded" && all.some(succeeded)) ||
    (upstream === "allSucceeded" && before.every(succeeded) && !lost)
  if (!runs) ${ended}[cell] = lost ? "lost" : "skipped"
  return runs
}

/** Runs a task. When it fails the others go on, as far as they can do without it; what it would have given is undefined. */
async function ${attempt}<Result>(task: string, run: () => Promise<Result>): Promise<Result> {
  try {
    const result = await run()
    ${ended}[task] = "completed"
    return result
  } catch (error) {
    ${ended}[task] = "failed"
    ${failures}.push(error)
    console.error(error)
    process.exitCode = 1
    return [] as never
  }
}`
}

/** Runs a task for each element of a list, and goes on after those that fail. */
export function eachKeptCode(name: string): string {
  return `/** Runs a task for each element of a list, one after the other; those that fail give undefined. */
async function ${name}<Element, Result>(
  list: Iterable<Element>,
  run: (element: Element) => Promise<Result>,
): Promise<(Result | undefined)[]> {
  const results: (Result | undefined)[] = []
  for (const element of list) {
    try {
      results.push(await run(element))
    } catch (error) {
      console.error(error)
      results.push(undefined)
    }
  }
  return results
}`
}
