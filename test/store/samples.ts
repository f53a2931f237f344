import { join } from "node:path"
import type { FlowEvent, FlowStarted, TaskStateChanged } from "../../kernel/flow/events.ts"
import type { CacheEntry, RunRow } from "../../kernel/flow/ports.ts"
import type { State } from "../../kernel/flow/state.ts"
import type { ValueReference } from "../../kernel/model/valueReference.ts"
import type { TraceEntry } from "../../kernel/model/traceEntry.ts"

export function runRow(folder: string, more: Partial<RunRow> = {}): RunRow {
  const notebook = join(folder, "taxi.tsnb")
  return { id: "run1", flow: "taxi", notebook, state: "pending", parameters: {}, startedAt: 1_000, ...more }
}

export function started(run: string, tasks: readonly string[] = []): FlowStarted {
  const outlines = tasks.map((name, index) => ({ name, dependsOn: [], tags: [], line: index + 1 }))
  return {
    type: "flowStarted",
    run,
    time: 1_000,
    flow: "taxi",
    notebook: "/taxi.tsnb",
    parameters: {},
    tasks: outlines,
  }
}

export function flowState(run: string, state: State, time = 2_000): FlowEvent {
  return { type: "flowStateChanged", run, time, state }
}

export function taskState(
  run: string,
  task: string,
  state: State,
  more: Partial<TaskStateChanged> = {},
): TaskStateChanged {
  return { type: "taskStateChanged", run, time: 1_500, task, attempt: 1, state, ...more }
}

export function logLine(run: string, text: string, task = "readTrain"): FlowEvent {
  return { type: "logged", run, time: 1_600, task, attempt: 1, level: "info", text }
}

export function reference(hash: string, more: Partial<ValueReference> = {}): ValueReference {
  return { hash, encoding: "raw", size: 3, packedSize: 3, digest: hash, ...more }
}

interface EntrySample {
  id: string
  run: string
  task: string
  key: string
  hashes: readonly string[]
  time: number
  trace: readonly TraceEntry[]
}

export function entryOf(folder: string, sample: Partial<EntrySample> = {}): CacheEntry {
  const { id = "entry1", run = "run1", task = "readTrain", key = "key1", hashes = ["hash1"], time = 1_000 } = sample
  return {
    id,
    key,
    run,
    notebook: join(folder, "taxi.tsnb"),
    task,
    time,
    duration: 12.5,
    components: { schema: 1, runtime: "v24", code: "c0de", remade: { f: "aa" }, inputs: { x: "bb" }, version: "" },
    outputs: hashes.map((hash, index) => ({ name: `name${index}`, value: reference(hash) })),
    trace: sample.trace ?? [],
  }
}
