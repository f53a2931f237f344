import { join } from "node:path"
import type { FlowEvent } from "../../kernel/flow/events.ts"
import { isTerminal } from "../../kernel/flow/state.ts"
import type { FlowRequest } from "../../kernel/session/api.ts"
import { runFlow } from "../../kernel/session/flowRun.ts"
import { linesOf } from "./lines.ts"
import type { Observed, Printed } from "./observed.ts"

/** Milliseconds after which a run is cancelled: it waits for something that never comes. */
const longest = 60_000

/** Runs the notebook in a folder as `tsnb run` does. */
export async function runNotebook(folder: string, request: Partial<FlowRequest> = {}): Promise<Observed> {
  const events: FlowEvent[] = []
  const notebook = join(folder, "notebook.tsnb")
  const { run, state } = await runFlow(
    { notebook, parameters: {}, ...request },
    { onEvent: (event) => events.push(event), signal: AbortSignal.timeout(longest) },
  )
  const own = events.filter((event) => event.run === run)
  return observeEvents(own, state === "completed" ? "completed" : "failed")
}

/** What a flow run's events tell. */
export function observeEvents(events: readonly FlowEvent[], state: Observed["state"]): Observed {
  const names = new Set(
    events.flatMap((event) => (event.type === "flowStarted" ? event.tasks.map(({ name }) => name) : [])),
  )
  const printed = new Map<string, { element: number; attempt: number; out: string[]; error: string[] }[]>()
  const ran = new Set<string>()
  const skipped = new Set<string>()
  const errors = new Map<string, string>()
  for (const event of events) {
    if (event.type === "taskStateChanged") {
      if (["running", "cached", "completed"].includes(event.state)) ran.add(event.task)
      if (event.state === "skipped" && event.element === undefined) skipped.add(event.task)
      if (event.error && isTerminal(event.state) && !event.isAllowed && !errors.has(event.task))
        errors.set(event.task, event.error.message)
    }
    if (event.type !== "logged" && event.type !== "displayed") continue
    const { task, element = 0, attempt } = event
    const ofTask = printed.get(task) ?? []
    printed.set(task, ofTask)
    let part = ofTask.find((one) => one.element === element)
    if (!part || part.attempt < attempt) {
      if (part) ofTask.splice(ofTask.indexOf(part), 1)
      part = { element, attempt, out: [], error: [] }
      ofTask.push(part)
    }
    if (event.type === "logged" && isNote(event.text)) continue
    if (event.type === "displayed") part.out.push(...linesOf(String(event.data["text/plain"])))
    else if (event.level === "warn" || event.level === "error") part.error.push(...linesAt(event.text))
    else part.out.push(...linesAt(event.text))
  }
  const whole = (task: string): Printed => {
    const parts = (printed.get(task) ?? []).toSorted((one, other) => one.element - other.element)
    return { out: parts.flatMap(({ out }) => out), error: parts.flatMap(({ error }) => error) }
  }
  const tasks = new Map([...names].filter((name) => ran.has(name)).map((name) => [name, whole(name)] as const))
  // As a script says it.
  if (state === "completed") for (const name of skipped) tasks.set(name, { out: [], error: [`${name} skipped`] })
  const hooks = [...printed.keys()].filter((name) => name.startsWith("hook ")).map(whole)
  return {
    state,
    tasks,
    hooks: { out: hooks.flatMap(({ out }) => out), error: hooks.flatMap(({ error }) => error) },
    errors,
  }
}

/** Whether tsnb itself says something of a task in its log. */
function isNote(text: string): boolean {
  return notes.some((note) => note.test(text))
}

const notes: readonly RegExp[] = [
  /^Wait(?:ed|s) for .* after the cell's end\b/,
  /, and tsnb can't see what that reads\./,
  /^the result isn't cached: /,
  /^reads=".*" matches no file$/,
]

/** A logged text is a line, or several: an empty one is a line, too. */
function linesAt(text: string): readonly string[] {
  return text.split("\n")
}
