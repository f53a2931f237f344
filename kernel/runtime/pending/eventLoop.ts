/** Something that keeps the event loop alive, or doesn't any more. */
export interface Handle {
  ref(): unknown
  unref(): unknown
}

/** As they are before user code can replace them. */
const { clearTimeout, setImmediate, setTimeout } = globalThis
const { apply } = Reflect
const getActiveResourcesInfo = process.getActiveResourcesInfo.bind(process)
const listenerCount = process.listenerCount.bind(process)

/** What Node calls the kernel's pipe. */
const kernelResource = "PipeWrap"

/** Turns of the loop after which what is being closed is mostly gone. */
const turnsToClose = 10
/** Milliseconds after which that is over in any case: where all that goes on waits for long, the loop makes no turns. */
const timeToClose = 50

/**
 * Tells when user code has left nothing that could go on, exactly as Node tells whether a program has come to its end: by
 * `beforeExit`, which knows of all that keeps a process alive, such as compression in the thread pool, of which
 * `process.getActiveResourcesInfo()` says nothing. Meanwhile the pipe from the kernel, which keeps this process alive
 * between attempts, doesn't count, unless an answer of the kernel is due.
 */
export class EventLoop {
  readonly #kernel: Handle
  /** What Node counts in a process that has nothing to do: its pipes. */
  readonly #own: readonly string[]
  #onEmpty: (() => void) | undefined
  #answersDue = 0

  /** @param kernel the pipe on which the kernel speaks */
  constructor(kernel: Handle) {
    this.#kernel = kernel
    this.#own = getActiveResourcesInfo()
    hearBeforeExit((isHeardByOthers) => this.#emptied(isHeardByOthers))
  }

  /**
   * What keeps the loop alive, in Node's own words, as far as Node has some.
   * @returns the pipes to the kernel aren't among them
   */
  get resources(): readonly string[] {
    const isKernelHeld = this.#onEmpty === undefined || this.#answersDue > 0
    const own = [...this.#own]
    if (!isKernelHeld) own.splice(own.indexOf(kernelResource), 1)
    return without(getActiveResourcesInfo(), own)
  }

  /** How many answers of the kernel user code waits for. */
  get answersDue(): number {
    return this.#answersDue
  }

  /** Calls back once, when nothing is left that could wake user code. */
  watch(onEmpty: () => void): void {
    this.#onEmpty = onEmpty
    if (this.#answersDue === 0) this.#kernel.unref()
  }

  /** Whether nothing at all goes on in this process. To be asked between attempts. */
  async isEmpty(): Promise<boolean> {
    // Where this is asked because nothing is left, Node is about to end the process.
    await new Promise((done) => setImmediate(done))
    const { promise, resolve } = Promise.withResolvers<boolean>()
    // In another turn: Node ends a process that has nothing to do when it has told so.
    this.watch(() => setImmediate(resolve, true))
    const look = (turns: number): unknown => (turns === 0 ? resolve(false) : setImmediate(look, turns - 1).unref())
    look(turnsToClose)
    const timer = setTimeout(resolve, timeToClose, false).unref()
    const isEmpty = await promise
    clearTimeout(timer)
    this.forget()
    return isEmpty
  }

  /** Watches no more. */
  forget(): void {
    this.#onEmpty = undefined
    this.#kernel.ref()
  }

  /** Waits for an answer of the kernel, which can wake user code like anything that comes from outside. */
  async whileDue<Answer>(answer: Promise<Answer>): Promise<Answer> {
    this.#answersDue++
    this.#kernel.ref()
    try {
      return await answer
    } finally {
      this.#answersDue--
      if (this.#answersDue === 0 && this.#onEmpty) this.#kernel.unref()
    }
  }

  #emptied(isHeardByOthers: boolean): void {
    const onEmpty = this.#onEmpty
    if (!onEmpty) return
    // Else the process would come to its end.
    this.#kernel.ref()
    // User code that listens may have started something anew.
    if (isHeardByOthers) setImmediate(() => this.#lookOnceMore(onEmpty))
    else this.#tell(onEmpty)
  }

  #lookOnceMore(onEmpty: () => void): void {
    if (this.#onEmpty !== onEmpty) return
    this.watch(onEmpty)
    if (this.resources.length === 0 && this.#answersDue === 0) this.#tell(onEmpty)
  }

  #tell(onEmpty: () => void): void {
    this.forget()
    onEmpty()
  }
}

/** Hears of `beforeExit` after all its listeners, and whatever user code does to these. */
function hearBeforeExit(hear: (isHeardByOthers: boolean) => void): void {
  const emit = process.emit.bind(process)
  const heard = (...event: readonly unknown[]): unknown => {
    if (event[0] !== "beforeExit") return apply(emit, undefined, event)
    const isHeardByOthers = listenerCount("beforeExit") > 0
    const result: unknown = apply(emit, undefined, event)
    hear(isHeardByOthers)
    return result
  }
  // Not on the process itself, where packages put their own.
  Object.defineProperty(Object.getPrototypeOf(process), "emit", { value: heard, writable: true, configurable: true })
}

/** A list without one of each of some others. */
function without(list: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others]
  return list.filter((item) => {
    const index = left.indexOf(item)
    if (index >= 0) left.splice(index, 1)
    return index < 0
  })
}
