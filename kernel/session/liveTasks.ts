import { availableParallelism } from "node:os"
import type { LiveValues } from "../flow/context.ts"
import { dependenciesOf } from "../flow/dependencies.ts"
import { runEngine } from "../flow/engine.ts"
import type { Values } from "../flow/evaluation.ts"
import type { FlowEvent, TaskStateChanged } from "../flow/events.ts"
import type { FlowGraph } from "../flow/graph.ts"
import type { AttemptMessage, Executor } from "../flow/ports.ts"
import type { ErrorReport } from "../model/errorReport.ts"
import { newRunId } from "../store/runId.ts"
import { EarlierShows, type EarlierEvents } from "./earlierShows.ts"
import { runNotebook } from "./flowRun.ts"
import { storeWithoutSecrets } from "./secrets.ts"
import { declaredParameters, secretsIn } from "./openFlow.ts"
import { targetsBeside } from "./givenResults.ts"
import { processesFor } from "./notebookExecutor.ts"
import { openPorts, type LocalPorts } from "./ports.ts"
import { subflowRunner } from "./subflow.ts"

/** A task cell to be run. */
export interface LiveTaskRequest {
  graph: FlowGraph
  task: string
  /** Results that the tasks' cells, as they are now, have given. */
  given: Values
  live: LiveValues
  signal: AbortSignal
  onEvent(event: FlowEvent): void
}

/** Runs task cells one at a time. Their store and their workers stay open for the next. */
export class LiveTasks implements Disposable {
  readonly #notebook: string
  readonly #ports: LocalPorts
  readonly #workers: Executor
  #earlier: EarlierShows | undefined

  /**
   * @param notebook absolute path
   * @param inTitles puts the cells' titles in the place of the graph's lines
   */
  constructor(notebook: string, inTitles: (text: string) => string) {
    this.#notebook = notebook
    // A front end shows what cells say, and has no place for what the store says: the file that was set aside is there to see.
    this.#ports = openPorts(notebook, () => undefined)
    this.#workers = withTitles(this.#ports.workers, inTitles)
  }

  /** What a task run showed in the run that its results come from. */
  async earlier(event: TaskStateChanged): Promise<EarlierEvents | undefined> {
    return this.#earlier?.of(event, event.run)
  }

  /** Runs a task after those that it needs, as far as the cache doesn't have them. @returns their results by name */
  async run(request: LiveTaskRequest): Promise<Values> {
    const { graph, task, given, live, signal } = request
    this.#earlier = new EarlierShows(this.#ports.history)
    const dependencies = dependenciesOf(graph)
    const secrets = secretsIn(graph)
    const parameters = declaredParameters(graph).flatMap(({ name, default: value }) =>
      secrets.names.has(name) ? [] : [[name, value]],
    )
    const plan = {
      run: newRunId(Date.now(), Math.random()),
      notebook: this.#notebook,
      graph,
      dependencies,
      parameters: Object.fromEntries(parameters),
      secrets: secrets.names,
      ...targetsBeside(graph, dependencies, [task], given),
      forced: new Set<string>(),
      concurrency: graph.options?.concurrency ?? availableParallelism(),
    }
    const onEvent = request.onEvent.bind(request)
    const subflow = subflowRunner(this.#notebook, { onEvent }, 0, runNotebook)
    const ports = {
      ...this.#ports,
      ...processesFor(graph, secrets, { workers: this.#workers, session: this.#ports.session }),
      store: storeWithoutSecrets(this.#ports.store, secrets),
      live,
      subflow,
    }
    const { values } = await runEngine(plan, ports, onEvent, signal)
    const names = new Set([...plan.targets].flatMap((name) => graph.tasks.get(name)?.results ?? []))
    return new Map([...values].filter(([name]) => names.has(name)))
  }

  [Symbol.dispose](): void {
    this.#ports[Symbol.dispose]()
  }
}

function withTitles(workers: Executor, inTitles: (text: string) => string): Executor {
  const inReport = (report: ErrorReport): ErrorReport =>
    report.stack === undefined ? report : { ...report, stack: inTitles(report.stack) }
  const inMessage = (message: AttemptMessage): AttemptMessage =>
    message.type === "logged" ? { ...message, text: inTitles(message.text) } : message
  return {
    async run(attempt) {
      const end = await workers.run({ ...attempt, onMessage: (message) => attempt.onMessage(inMessage(message)) })
      return "error" in end.outcome ? { ...end, outcome: { ...end.outcome, error: inReport(end.outcome.error) } } : end
    },
  }
}
