import type { FlowEvent } from "../../kernel/flow/events.ts"
import type { NotebookMessage, ToPanel } from "../../webview/messages.ts"

const width = 100

/** A flow with very many tasks in layers of a hundred, as a host sends it. */
export function largeNotebook(count: number): NotebookMessage {
  const names = taskNames(count)
  return {
    type: "notebook",
    name: "large.tsnb",
    uri: "file:///large.tsnb",
    isTrusted: true,
    flow: "large",
    cells: names.map((name) => ({ id: name, kind: "task", name, reads: [], defines: [`${name}Value`], options: {} })),
    edges: names.flatMap((name, index) =>
      before(names, index).map((other) => ({ from: other, to: name, names: [`${other}Value`] })),
    ),
    tasks: outline(names),
    problems: [],
    parameters: [],
  }
}

/** All that a host says of a run of that flow. Of hundred tasks one fails. */
export function largeRun(run: string, count: number): readonly ToPanel[] {
  const names = taskNames(count)
  const start = 1_700_000_000_000
  const events: FlowEvent[] = [
    { run, time: start, type: "flowStarted", flow: "large", notebook: "/", parameters: {}, tasks: outline(names) },
  ]
  for (const [index, task] of names.entries()) {
    const time = start + Math.floor(index / width) * 1_000
    const state = index % 100 === 99 ? "failed" : "completed"
    events.push({ run, time, type: "taskStateChanged", task, attempt: 1, state: "running" })
    events.push({ run, time, type: "logged", task, attempt: 1, level: "info", text: `${task} has begun` })
    events.push({ run, time: time + 900, type: "taskStateChanged", task, attempt: 1, state, duration: 900 })
  }
  events.push({ run, time: start + 100_000, type: "flowStateChanged", state: "failed" })
  const numbered = events.map((event, index) => ({ sequence: index + 1, event }))
  return [
    { type: "runStarted", run },
    { type: "events", run, events: numbered },
  ]
}

function taskNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `step${Math.floor(index / width)}x${index % width}`)
}

/** Each but the first layer's reads from two of the layer before. */
function before(names: readonly string[], index: number): readonly string[] {
  if (index < width) return []
  const layer = Math.floor(index / width) - 1
  const places = new Set([index % width, ((index % width) + 1) % width])
  return [...places].flatMap((place) => names[layer * width + place] ?? [])
}

function outline(names: readonly string[]): NotebookMessage["tasks"] {
  return names.map((name, index) => ({ name, dependsOn: before(names, index), tags: [], line: index + 1 }))
}
