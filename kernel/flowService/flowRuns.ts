import type { FlowEvent, TaskRunName } from "../flow/events.ts"
import { isTerminal, type State } from "../flow/state.ts"
import type { CancelTask } from "../flow/taskSignals.ts"
import type { FlowObserver, FlowRequest } from "../session/api.ts"
import type { FlowHost } from "./host.ts"
import { runFlow } from "../session/flowRun.ts"
import { asError } from "../errorMessage.ts"

/** How a run ended. */
export interface RunEnding {
  state: State
  error?: { name: string; message: string }
}

/** Hears of all runs of this process. */
export interface RunListener {
  /** @param sequence the event's place among those of its run, from 1 */
  onEvent(event: FlowEvent, sequence: number): void
  /** Comes before the first event of a run that a flow's own `retries=` started, after the end of the one before. */
  onRetried(run: string, next: string): void
  /** Comes after the run's last event. */
  onEnded(run: string, ending: RunEnding): void
}

/** A run that was asked for, with those that its flow's own `retries=` started. */
interface Job {
  stop: AbortController
  /** The run that goes on at present. */
  run: string | undefined
  /** Every run that it has begun, subflows included. */
  runs: Set<string>
}

/** The flow runs of this process. A run goes on when the front end is gone that asked for it. */
export class FlowRuns {
  readonly #listeners = new Set<RunListener>()
  readonly #jobs = new Map<Job, Promise<void>>()
  /** The runs that go on, subflows included. */
  readonly #running = new Set<string>()
  readonly #host: Pick<FlowHost, "session" | "onWork">
  /** How to cancel single tasks of the runs that go on. */
  readonly #cancels = new Map<string, CancelTask>()
  #isClosed = false

  /** @param host its session is given the results */
  constructor(host: Pick<FlowHost, "session" | "onWork">) {
    this.#host = host
  }

  /** @returns takes it back */
  listen(listener: RunListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The runs that go on, without subflows. */
  get going(): readonly string[] {
    return [...this.#jobs.keys()].flatMap(({ run }) => (run !== undefined && this.isRunning(run) ? [run] : []))
  }

  /** Whether the run goes on in this process. */
  isRunning(run: string): boolean {
    return this.#running.has(run)
  }

  /**
   * Starts a run.
   * @param onStarted called with its id before its first event
   * @returns when it has started
   * @throws {RequestError} when the request is wrong
   * @throws {NotebookProblemsError} when the notebook has problems
   */
  async start(request: FlowRequest, onStarted: (run: string) => void): Promise<void> {
    const session = await this.#host.session?.()
    if (this.#isClosed) throw new Error("The kernel is being shut down")
    const job: Job = { stop: new AbortController(), run: undefined, runs: new Set() }
    const started = Promise.withResolvers<void>()
    const onEvent = (event: FlowEvent, sequence: number): void => {
      if (event.type === "flowStarted" && event.parent === undefined) {
        const before = job.run
        job.run = event.run
        if (before === undefined) onStarted(event.run)
        else for (const listener of this.#listeners) listener.onRetried(before, event.run)
        started.resolve()
      }
      job.runs.add(event.run)
      this.#tell(event, sequence)
    }
    const onResults: FlowObserver["onResults"] = (graph, results) => session?.keep(graph, results)
    const ended = runFlow(request.alone && session ? { ...request, given: session.given() } : request, {
      onEvent,
      onResults,
      onCancellable: (run, cancel) => this.#cancels.set(run, cancel),
      signal: job.stop.signal,
    }).then(
      () => undefined,
      (error: unknown) => this.#lost(job, error, started),
    )
    this.#jobs.set(job, ended)
    this.#host.onWork?.(ended)
    void ended.finally(() => this.#jobs.delete(job))
    await started.promise
  }

  /** @returns false when this process has no such run */
  cancel(run: string): boolean {
    // A job takes a moment to clear up after its run has ended.
    const job = this.isRunning(run) ? [...this.#jobs.keys()].find((candidate) => candidate.run === run) : undefined
    job?.stop.abort()
    return job !== undefined
  }

  /** Cancels one task of a run, or one element of it. @returns false when it doesn't go on, or hasn't any such */
  cancelTask(run: string, name: TaskRunName): boolean {
    return this.#cancels.get(run)?.(name) ?? false
  }

  /** Cancels all runs, and waits until the store knows. */
  async close(): Promise<void> {
    this.#isClosed = true
    for (const job of this.#jobs.keys()) job.stop.abort()
    await Promise.all(this.#jobs.values())
  }

  #tell(event: FlowEvent, sequence: number): void {
    this.#running.add(event.run)
    for (const listener of this.#listeners) listener.onEvent(event, sequence)
    if (event.type !== "flowStateChanged" || !isTerminal(event.state)) return
    const { state, error } = event
    this.#end(event.run, { state, ...(error && { error }) })
  }

  /** Runs that ended without saying so, such as those that another process took for dead: subflows before what asked for them. */
  #lost({ runs }: Job, error: unknown, started: PromiseWithResolvers<void>): void {
    started.reject(error)
    const { name, message } = asError(error)
    for (const run of [...runs].toReversed()) {
      if (this.isRunning(run)) this.#end(run, { state: "crashed", error: { name, message } })
    }
  }

  #end(run: string, ending: RunEnding): void {
    this.#running.delete(run)
    this.#cancels.delete(run)
    for (const listener of this.#listeners) listener.onEnded(run, ending)
  }
}
