import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { FlowEvent, TaskStateChanged } from "../../kernel/flow/events.ts"
import type { PlannedRun } from "../../kernel/flow/preview.ts"
import { isTerminal, type State } from "../../kernel/flow/state.ts"
import type { FlowObserver, FlowRequest } from "../../kernel/session/api.ts"
import { previewFlow, runFlow } from "../../kernel/session/flowRun.ts"

/** What a test sees of a flow run. */
export interface TestRun {
  run: string
  state: State
  events: readonly FlowEvent[]
  /** End state of each task, and of each element under `name[index]`. */
  states: Readonly<Record<string, State>>
  /** Run log, as `task: text`. */
  log: readonly string[]
  /** The attempts that started. */
  ran: readonly string[]
  /** The error's message of each task that has one. */
  errors: Readonly<Record<string, string>>
}

/** A folder of its own with a notebook in it, removed when the test ends. */
export class TestNotebook implements Disposable {
  readonly folder: string
  readonly path: string

  /** @param cells sources of code cells */
  constructor(...cells: readonly string[]) {
    this.folder = mkdtempSync(join(tmpdir(), "tsnb-test-"))
    this.path = this.write("flow.tsnb", notebookOf(cells))
  }

  /** Writes a file in the notebook's folder. @returns its absolute path */
  write(name: string, content: string): string {
    const path = join(this.folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    return path
  }

  /** Makes an npm package beside the notebook. @param main its only module, in CommonJS */
  package(name: string, main: string): void {
    const folder = join("node_modules", name)
    mkdirSync(join(this.folder, folder), { recursive: true })
    this.write(join(folder, "package.json"), JSON.stringify({ name, version: "1.0.0" }))
    this.write(join(folder, "index.js"), main)
  }

  /** Replaces the notebook's cells. */
  rewrite(...cells: readonly string[]): void {
    this.write("flow.tsnb", notebookOf(cells))
  }

  /** Runs the notebook to its end. */
  run(
    request: Partial<FlowRequest> = {},
    observe?: (event: FlowEvent) => void,
    signal?: AbortSignal,
    onCancellable?: FlowObserver["onCancellable"],
  ): Promise<TestRun> {
    return runTestFlow({ notebook: this.path, parameters: {}, ...request }, observe, signal, onCancellable)
  }

  /** What a run would do. */
  preview(request: Partial<FlowRequest> = {}): Promise<readonly PlannedRun[]> {
    return previewFlow({ notebook: this.path, parameters: {}, ...request })
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function notebookOf(cells: readonly string[]): string {
  return cells.map((cell) => `// %%\n${cell}\n`).join("\n")
}

async function runTestFlow(
  request: FlowRequest,
  observe: (event: FlowEvent) => void = () => undefined,
  signal?: AbortSignal,
  onCancellable?: FlowObserver["onCancellable"],
): Promise<TestRun> {
  const events: FlowEvent[] = []
  const onEvent = (event: FlowEvent): void => {
    events.push(event)
    observe(event)
  }
  const { run, state } = await runFlow(request, {
    onEvent,
    ...(signal && { signal }),
    ...(onCancellable && { onCancellable }),
  })
  const changes = events.filter((event) => event.type === "taskStateChanged" && event.run === run) as TaskStateChanged[]
  return {
    run,
    state,
    events,
    states: Object.fromEntries(
      changes.filter((event) => isTerminal(event.state)).map((event) => [label(event), event.state]),
    ),
    log: events.flatMap((event) => (event.type === "logged" ? [`${event.task}: ${event.text}`] : [])),
    ran: changes.filter((event) => event.state === "running").map(label),
    errors: Object.fromEntries(changes.flatMap((event) => (event.error ? [[label(event), event.error.message]] : []))),
  }
}

function label({ task, element }: TaskStateChanged): string {
  return element === undefined ? task : `${task}[${element}]`
}
