import type { EnginePorts, FlowPlan } from "../../../kernel/flow/context.ts"
import { dependenciesOf } from "../../../kernel/flow/dependencies.ts"
import { runEngine } from "../../../kernel/flow/engine.ts"
import { taskRunLabel, type FlowEvent } from "../../../kernel/flow/events.ts"
import { buildGraph } from "../../../kernel/flow/buildGraph.ts"
import type { FlowStore } from "../../../kernel/flow/ports.ts"
import { foldEvents } from "../../../kernel/flow/runView.ts"
import type { State } from "../../../kernel/flow/state.ts"
import { taskCode } from "../../../kernel/flow/taskCode.ts"
import { MemoryExecutor } from "./memoryExecutor.ts"
import { MemoryStore } from "./memoryStore.ts"

/** What became of a run of the engine. */
export interface MemoryRun {
  state: State
  events: readonly FlowEvent[]
  /** The end of each task run, by its label, with the reason that the engine gives: `skipped: upstream task a failed`. */
  ends: Readonly<Record<string, string>>
  /** The labels of the task runs of which an attempt began, in that order. */
  ran: readonly string[]
}

/** A flow whose runs stay in this process: the engine with ports in memory. */
export class MemoryFlow {
  readonly store = new MemoryStore()
  readonly workers = new MemoryExecutor()
  /** How long the engine waited before further attempts, in milliseconds; nobody really waits. */
  readonly waits: number[] = []
  /** What the engine takes for the time, in milliseconds since 1970; it passes only while the engine waits. */
  time = Date.UTC(2023, 0, 1)
  #cells: readonly string[]
  #runs = 0

  /** @param cells sources of code cells */
  constructor(...cells: readonly string[]) {
    this.#cells = cells
  }

  /** Replaces the cells. */
  rewrite(...cells: readonly string[]): void {
    this.#cells = cells
  }

  /**
   * Runs the flow to its end.
   * @param more what differs from running all tasks, one at a time
   */
  async run(
    more: Partial<FlowPlan> = {},
    { signal = new AbortController().signal, ports }: { signal?: AbortSignal; ports?: Partial<EnginePorts> } = {},
  ): Promise<MemoryRun> {
    const graph = buildGraph(
      "flow",
      this.#cells.map((source, index) => ({ line: (index + 1) * 10, source })),
    )
    const [problem] = graph.problems
    if (problem) throw new Error(problem.message)
    const plan: FlowPlan = {
      run: `run${++this.#runs}`,
      notebook: "/notebooks/flow.tsnb",
      graph,
      dependencies: dependenciesOf(graph),
      code: taskCode(graph),
      parameters: {},
      targets: new Set(graph.tasks.keys()),
      forced: new Set(),
      concurrency: 1,
      ...more,
    }
    const events: FlowEvent[] = []
    const { state } = await runEngine(plan, { ...this.#ports(), ...ports }, (event) => void events.push(event), signal)
    return { state, events, ...summary(events) }
  }

  #ports(): EnginePorts {
    const store: FlowStore = this.store
    return {
      store,
      workers: this.workers,
      session: new MemoryExecutor(),
      verifier: { firstChange: () => Promise.resolve(undefined) },
      runtime: "memory",
      subflow: () => Promise.reject(new Error("there are no subflows here")),
      sleep: (milliseconds, signal) => {
        signal.throwIfAborted()
        this.waits.push(milliseconds)
        this.time += milliseconds
        return Promise.resolve()
      },
      now: () => this.time,
      random: () => 0.5,
    }
  }
}

function summary(events: readonly FlowEvent[]): Pick<MemoryRun, "ends" | "ran"> {
  const { taskRuns } = foldEvents(events)
  const changes = events.filter((event) => event.type === "taskStateChanged")
  const toldLast = Map.groupBy(changes, taskRunLabel)
  return {
    ends: Object.fromEntries(
      [...taskRuns].map(([label, { state }]) => {
        const reason = toldLast.get(label)?.at(-1)?.reason
        return [label, reason === undefined ? state : `${state}: ${reason}`]
      }),
    ),
    ran: changes.filter(({ state }) => state === "running").map(taskRunLabel),
  }
}
