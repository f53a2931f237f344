import type { TaskOutline } from "./events.ts"

/**
 * The graph as a list that a person can read, in an order in which it can run: each task with what it waits for.
 *
 *     readTrain
 *     readVal
 *     addFeatures     after readTrain, readVal
 */
export function graphAsText(tasks: readonly TaskOutline[]): string {
  const depths = depthsOf(tasks)
  const rows = tasks
    .toSorted((one, other) => (depths.get(one.name) ?? 0) - (depths.get(other.name) ?? 0))
    .map((task) => ({ name: task.name, notes: notesOf(task) }))
  const width = Math.max(0, ...rows.map(({ name }) => name.length))
  return rows.map(({ name, notes }) => `${name.padEnd(width)}  ${notes}`.trimEnd()).join("\n")
}

/** The graph as a Mermaid flowchart. */
export function graphAsMermaid(tasks: readonly TaskOutline[]): string {
  const ids = new Map(tasks.map(({ name }, index) => [name, `task${index + 1}`]))
  const nodes = tasks.map(({ name }) => `  ${ids.get(name)}["${escapeLabel(name)}"]`)
  const edges = tasks.flatMap(({ name, dependsOn }) =>
    dependsOn.filter((other) => ids.has(other)).map((other) => `  ${ids.get(other)} --> ${ids.get(name)}`),
  )
  return ["flowchart TD", ...nodes, ...edges].join("\n")
}

function notesOf({ dependsOn, tags }: TaskOutline): string {
  const after = dependsOn.length > 0 ? [`after ${dependsOn.join(", ")}`] : []
  return [...after, ...tags.map((tag) => `#${tag}`)].join("  ")
}

/** How many tasks come one after the other before each. Tasks that wait for each other are counted once. */
export function depthsOf(tasks: readonly TaskOutline[]): ReadonlyMap<string, number> {
  const byName = new Map(tasks.map((task) => [task.name, task]))
  const depths = new Map<string, number>()
  // A stack of our own: a chain of ten thousand tasks would be too deep for calls.
  const stack = [...tasks]
  const entered = new Set<string>()
  for (let task = stack.at(-1); task; task = stack.at(-1)) {
    const before = task.dependsOn.flatMap((name) => byName.get(name) ?? [])
    const open = entered.has(task.name) ? [] : before.filter(({ name }) => !entered.has(name))
    entered.add(task.name)
    if (open.length > 0) {
      stack.push(...open)
      continue
    }
    stack.pop()
    if (depths.has(task.name)) continue
    depths.set(task.name, Math.max(-1, ...before.map(({ name }) => depths.get(name) ?? -1)) + 1)
  }
  return depths
}

function escapeLabel(text: string): string {
  return text.replace(/[^\p{L}\p{N} _.-]/gu, (character) => `#${character.codePointAt(0)};`)
}
