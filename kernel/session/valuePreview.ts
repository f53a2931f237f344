import * as v from "valibot"
import type { KeptTask, RunHistory } from "../flow/runHistory.ts"
import { lookType, type ValueLook } from "../runtime/display/look.ts"
import type { Evaluate } from "../model/processMessages.ts"
import { RequestError } from "./api.ts"
import { openPorts } from "./ports.ts"

const valueLook = v.object({
  type: v.string(),
  shape: v.optional(v.string()),
  table: v.optional(
    v.object({
      columns: v.array(v.object({ name: v.string(), type: v.optional(v.string()), isNumeric: v.boolean() })),
      rows: v.array(v.array(v.string())),
      rowCount: v.number(),
      columnCount: v.number(),
    }),
  ),
  tree: v.optional(v.unknown()),
}) satisfies v.GenericSchema<ValueLook>

/** Milliseconds that a value may take to be loaded and shown. */
const timeout = 20_000

/** A value to be looked at. */
export interface ValuePreview {
  text: string
  look?: ValueLook
}

/**
 * A value that a task of a run gave: a data frame's first rows, an array's shape. It is loaded in a process of
 * its own, since it may be large. No code comes with it: the store may be somebody else's work.
 * @param notebook absolute path
 * @throws {RequestError} when it isn't kept, or can't be shown
 */
export async function previewValue(notebook: string, run: string, task: string, name: string): Promise<ValuePreview> {
  using ports = openPorts(notebook)
  const kept = await keptOf(ports.history, run, task)
  const outputs = (kept?.entries ?? []).flatMap((entry) => entry.outputs).filter((output) => output.name === name)
  const values = outputs.map(({ value }) => value)
  const [first] = values
  if (!first) throw new RequestError(`The value '${name}' of ${task} isn't kept any more: run the task again`)
  let preview: ValuePreview = { text: "" }
  const { outcome } = await ports.workers.run({
    evaluation: evaluationOf(name, kept?.isLoop ? values : first),
    timeout,
    signal: new AbortController().signal,
    onMessage: (message) => {
      if (message.type === "displayed") preview = previewOf(message.data)
    },
    onSubflow: () => Promise.reject(new Error("A preview runs no subflows")),
  })
  if (outcome.kind === "completed") return preview
  const why = "error" in outcome ? outcome.error.message : outcome.kind
  throw new RequestError(`The value '${name}' of ${task} can't be shown: ${why}`)
}

async function keptOf(history: RunHistory, run: string, task: string): Promise<KeptTask | undefined> {
  for await (const kept of history.results(run, task)) return kept
  return undefined
}

function evaluationOf(name: string, value: Evaluate["inputs"][number]["value"]): Omit<Evaluate, "type" | "attempt"> {
  return {
    inputs: [{ name, value }],
    remade: [],
    main: { line: 1, source: "", reads: [], defines: [] },
    purpose: "look",
    outputs: [],
    keep: false,
    reads: [],
    log: false,
  }
}

function previewOf(data: Readonly<Record<string, unknown>>): ValuePreview {
  const { "text/plain": text, [lookType]: look } = data
  return { text: typeof text === "string" ? text : "", ...(v.is(valueLook, look) && { look }) }
}
