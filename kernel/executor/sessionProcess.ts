import { sessionLostName, type Attempt, type AttemptEnd, type Session } from "../flow/ports.ts"
import { isStale, WorkerProcess, type WorkerOptions } from "./workerProcess.ts"

/** The end of an evaluation that was prepared for a session which died before its turn came: it needs another preparation. */
const sessionLost: AttemptEnd = {
  outcome: {
    kind: "crashed",
    error: { name: sessionLostName, message: "The session that holds the plain cells' values died" },
  },
  trace: [],
  changed: [],
  duration: 0,
}

/**
 * The process in which plain cells are evaluated, in turn: their values stay in it. Started when first needed, and anew,
 * without the values, after it died.
 */
export class SessionProcess implements Session {
  readonly #options: WorkerOptions
  #worker: WorkerProcess | undefined
  #lives = 0
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: WorkerOptions) {
    this.#options = { ...options, runs: "plainCells" }
  }

  get life(): number {
    return this.#worker?.isAlive ? this.#lives : this.#lives + 1
  }

  run(attempt: Attempt): Promise<AttemptEnd> {
    if (!this.#worker?.isAlive) {
      this.#worker = new WorkerProcess(this.#options)
      this.#lives += 1
    }
    const worker = this.#worker
    const end = this.#last.then(async () => {
      if (!worker.isAlive) return sessionLost
      const end = await worker.run(attempt)
      if (isStale(end)) throw new TypeError("A session isn't asked whether its modules are stale, but says so")
      return end
    })
    this.#last = end
    return end
  }

  /** Ends the process. */
  close(): void {
    this.#worker?.kill()
    this.#worker = undefined
  }
}
