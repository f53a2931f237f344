import { sessionLostName, type Attempt, type AttemptEnd, type Executor } from "../flow/ports.ts"
import { WorkerProcess, type WorkerOptions } from "./workerProcess.ts"

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
export class SessionProcess implements Executor {
  readonly #options: WorkerOptions
  #worker: WorkerProcess | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: WorkerOptions) {
    this.#options = options
  }

  run(attempt: Attempt): Promise<AttemptEnd> {
    if (!this.#worker?.isAlive) this.#worker = new WorkerProcess(this.#options)
    const worker = this.#worker
    // A session isn't asked whether its modules are stale, so it never says so.
    const end = this.#last.then(async () =>
      worker.isAlive ? ((await worker.run(attempt)) as AttemptEnd) : sessionLost,
    )
    this.#last = end
    return end
  }

  /** Ends the process. */
  close(): void {
    this.#worker?.kill()
    this.#worker = undefined
  }
}
