import type { Attempt, AttemptEnd, Executor } from "../flow/ports.ts"
import { WorkerProcess, type WorkerOptions } from "./workerProcess.ts"

const valuesLost: AttemptEnd = {
  outcome: {
    kind: "crashed",
    error: { name: "SessionLost", message: "The session that holds the plain cells' values died. Run the notebook again" },
  },
  trace: [],
  changed: [],
  duration: 0,
}

/** The one process in which plain cells are evaluated, in turn: their values stay in it. Started when first needed. */
export class SessionProcess implements Executor {
  readonly #options: WorkerOptions
  #worker: WorkerProcess | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: WorkerOptions) {
    this.#options = options
  }

  run(attempt: Attempt): Promise<AttemptEnd> {
    const end = this.#last.then(() => this.#run(attempt))
    this.#last = end
    return end
  }

  /** Ends the process. */
  close(): void {
    this.#worker?.kill()
    this.#worker = undefined
  }

  async #run(attempt: Attempt): Promise<AttemptEnd> {
    if (this.#worker?.isAlive === false) return valuesLost
    this.#worker ??= new WorkerProcess(this.#options)
    // A session isn't asked whether its modules are stale, so it never says so.
    return (await this.#worker.run(attempt)) as AttemptEnd
  }
}
