import type { Attempt, AttemptEnd, Executor } from "../flow/ports.ts"
import { isStale, WorkerProcess, type WorkerOptions } from "./workerProcess.ts"

/**
 * Runs attempts in processes on this machine. A process takes one attempt at a time and stays warm for the next; how
 * many there are is up to how many attempts are asked for at once.
 */
export class LocalPool implements Executor {
  readonly #options: WorkerOptions
  readonly #workers = new Set<WorkerProcess>()
  /** The set-up that has run in each. */
  readonly #setups = new WeakMap<WorkerProcess, string>()
  #idle: WorkerProcess[] = []

  constructor(options: WorkerOptions) {
    this.#options = options
  }

  async run(attempt: Attempt): Promise<AttemptEnd> {
    for (;;) {
      const worker = this.#take(attempt.memory, attempt.isolation?.setup ?? "")
      const end = await worker.run(attempt)
      // After a failure, modules may be half loaded (Node keeps the error of one that threw) and state half changed.
      const isSpent = attempt.isolation?.isFresh === true && end.outcome.kind !== "stale"
      if (isSpent || end.outcome.kind === "stale" || end.outcome.kind === "failed") worker.kill()
      if (worker.isAlive) this.#idle.push(worker)
      else this.#workers.delete(worker)
      if (!isStale(end)) return end
    }
  }

  /** Ends all processes. */
  close(): void {
    for (const worker of this.#workers) worker.kill()
    this.#workers.clear()
    this.#idle = []
  }

  #take(memory: number | undefined, setup: string): WorkerProcess {
    this.#removeSpent()
    // The one used last has the warmest caches.
    const index = this.#idle.findLastIndex(
      (worker) => worker.memory === memory && ["", setup].includes(this.#setups.get(worker) ?? ""),
    )
    const [warm] = index >= 0 ? this.#idle.splice(index, 1) : []
    if (warm) {
      this.#setups.set(warm, setup)
      return warm
    }
    // A process with another memory limit or set-up would only lie idle beside the new one.
    const idle = this.#idle.pop()
    idle?.kill()
    if (idle) this.#workers.delete(idle)
    const worker = new WorkerProcess({ ...this.#options, memory })
    this.#workers.add(worker)
    this.#setups.set(worker, setup)
    return worker
  }

  /** Takes no process for another attempt that is dead or would ask for another. */
  #removeSpent(): void {
    for (const worker of this.#idle) if (worker.isSpent) worker.kill()
    this.#idle = this.#idle.filter((worker) => worker.isAlive)
  }
}
