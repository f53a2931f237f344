import { Session } from "node:inspector"
import { interruptedMessage, interruptedName } from "../../model/cellErrors.ts"
import { isOwnScript } from "../sourceMaps.ts"
import { stackSettings } from "../stackSettings.ts"

/** The error of a cell that was interrupted. */
export class Interrupted extends Error {
  override readonly name = interruptedName

  constructor() {
    super(interruptedMessage)
  }
}

/** The property of `globalThis` by which the control thread reaches `stop`, through the inspector. */
export const stopSymbol = Symbol.for("tsnb.stop")

/**
 * Ends user code that keeps the main thread busy. The control thread asks for it; what it asks is carried out on the main
 * thread, between two steps of whatever runs there, so that nothing else is hit: neither tsnb's own code nor a later cell.
 */
export class Interruption {
  readonly #isWanted: (cell: number) => boolean
  readonly #session = new Session()
  #isConnected = false
  /** Within code that has to come to its end, such as the writing of a message. */
  #protected = 0
  #isDue = false
  #stopped: Interrupted | undefined

  /** @param isWanted whether a cell is still to be ended */
  constructor(isWanted: (cell: number) => boolean) {
    this.#isWanted = isWanted
    Object.defineProperty(globalThis, stopSymbol, { value: (cell: number) => this.#stop(cell) })
  }

  /** Runs code during which nothing is ended. */
  protect<Result>(run: () => Result): Result {
    this.#protected++
    try {
      return run()
    } finally {
      this.#protected--
      if (this.#isDue && this.#protected === 0) this.#terminate()
    }
  }

  /** The error for a cell that is ended now, with the place at which its code was stopped. */
  error(): Interrupted {
    const error = this.#stopped ?? withoutFrames(new Interrupted())
    this.#stopped = undefined
    return error
  }

  /** A cell has ended. To be called outside of what is protected. */
  forget(): void {
    // Code that is stopped on the way into what is protected doesn't come by its end.
    this.#protected = 0
    this.#stopped = undefined
    this.#isDue = false
  }

  #stop(cell: number): void {
    if (!this.#isWanted(cell) || !isUserCodeBelow()) return
    this.#stopped = new Interrupted()
    // Looked at now: it tells where the code is.
    void this.#stopped.stack
    if (this.#protected > 0) this.#isDue = true
    else this.#terminate()
  }

  #terminate(): void {
    this.#isDue = false
    if (!this.#isConnected) this.#session.connect()
    this.#isConnected = true
    this.#session.post("Runtime.terminateExecution")
  }
}

/** Of code that waits there is no stack. */
function withoutFrames(error: Interrupted): Interrupted {
  Object.defineProperty(error, "stack", {
    value: `${error.name}: ${error.message}`,
    configurable: true,
    writable: true,
  })
  return error
}

/** Whether code that isn't Node's or tsnb's is on the stack. */
function isUserCodeBelow(): boolean {
  const { prepareStackTrace, stackTraceLimit } = stackSettings
  try {
    stackSettings.stackTraceLimit = 100
    let frames: readonly NodeJS.CallSite[] = []
    stackSettings.prepareStackTrace = (_, found) => void (frames = found)
    // V8 prepares a stack when somebody reads it.
    Reflect.get(new Error(), "stack")
    return frames.some((frame) => {
      const script = frame.getScriptNameOrSourceURL()
      return typeof script === "string" && script !== "" && !script.startsWith("node:") && !isOwnScript(script)
    })
  } finally {
    stackSettings.prepareStackTrace = prepareStackTrace
    stackSettings.stackTraceLimit = stackTraceLimit
  }
}
