import type { FlowGraph } from "../../flow/graph.ts"

/** What an option of a task asks for that a script doesn't do. */
const taskLimits: readonly (readonly [options: readonly string[], limit: string])[] = [
  [["retries", "retryDelay", "retryJitter"], "a failure ends the script, and nothing is tried again"],
  [["timeout"], "nothing is stopped when it takes too long"],
  [["memory"], "all tasks share the script's own memory"],
  [["log"], "everything is printed"],
  [["queue"], "the script runs in one process"],
  [["after"], "tasks run one after the other anyway"],
]

const flowLimits: readonly (readonly [options: readonly string[], limit: string])[] = [
  [["schedule", "timezone", "overlap", "catchup"], "the script has no schedule"],
  [["retries"], "a failure ends the script, and nothing is tried again"],
  [["timeout"], "nothing is stopped when it takes too long"],
  [["onFailure"], "a failure ends the script"],
]

/** What a notebook's directives ask for that its script doesn't do, for people. */
export function limitsOf({ tasks, hooks, cells }: FlowGraph): readonly string[] {
  const ofTasks = [...tasks.values()].map(({ name, cell }) => ({ name, given: optionsOf(cell.analysis.directive) }))
  const ofFlow = new Set(cells.flatMap(({ kind, analysis }) => (kind === "flow" ? optionsOf(analysis.directive) : [])))
  const deadHooks = hooks.filter(({ states }) => !states.some((state) => state in endStates))
  return [
    ...taskLimits.flatMap(([options, limit]) => {
      const found = ofTasks.filter(({ given }) => options.some((option) => given.includes(option)))
      const used = options.filter((option) => found.some(({ given }) => given.includes(option)))
      return found.length > 0 ? [`${used.join("=, ")}= of ${found.map(({ name }) => name).join(", ")}: ${limit}`] : []
    }),
    ...flowLimits.flatMap(([options, limit]) => {
      const used = options.filter((option) => ofFlow.has(option))
      return used.length > 0 ? [`${used.join("=, ")}= of the flow: ${limit}`] : []
    }),
    ...(hooks.some(({ cell }) => /\btasks\b/.test(cell.source)) ? ["`run.tasks` of hooks is empty"] : []),
    ...deadHooks.map(({ states }) => `@on ${states.join(" ")}: a script never ends so`),
  ]
}

/** How a script can end, by the words of `@on`. */
export const endStates: Readonly<Record<string, "completed" | "failed">> = {
  success: "completed",
  completed: "completed",
  failure: "failed",
  failed: "failed",
}

function optionsOf(directive: { places: ReadonlyMap<string, unknown> } | undefined): readonly string[] {
  return [...(directive?.places.keys() ?? [])]
}
