import type { ErrorReport } from "../../model/errorReport.ts"
import type { Outcome } from "../../model/processMessages.ts"
import { describePending } from "./describe.ts"
import type { EventLoop } from "./eventLoop.ts"

/** As they are before user code can replace them. */
const { clearTimeout, setImmediate, setTimeout } = globalThis

/** Milliseconds after which people are told what is waited for, and those after which it is looked at again. */
const untilTold = 200
const untilNextLook = 1_000
/** Milliseconds after which what is being closed, or sent to the kernel, is gone. */
const untilOver = 50

/** What work is called of which Node says nothing. */
const unnamed = "work in the background"

export interface WorkEndOptions {
  loop: EventLoop
  /** Whether the attempt ends with its cell, since what goes on is meant to. */
  goesOn(): boolean
  /** The error of a cell that waits while nothing is left that could wake it. */
  unsettled(): ErrorReport
  /** Told what is waited for after the cell's end. */
  onWaiting(what: string): void
}

/** The end of an attempt: when nothing is left of the work that its cell began, as a program ends in Node. */
export class WorkEnd {
  readonly #options: WorkEndOptions
  readonly #end = Promise.withResolvers<Outcome>()
  /** How the cell itself ended. */
  #evaluated: Outcome | undefined
  #hasEnded = false
  #timer: NodeJS.Timeout | undefined
  #waitedFor: string | undefined
  #told: string | undefined
  /** How it ends when its cell has ended and left something: nobody waits for that any more. */
  #cutShort: Outcome | undefined

  constructor(options: WorkEndOptions) {
    this.#options = options
  }

  get outcome(): Promise<Outcome> {
    return this.#end.promise
  }

  /** What was waited for after the cell's end; undefined when it was nothing. */
  get waitedFor(): string | undefined {
    return this.#waitedFor
  }

  /**
   * To be called in the turn in which the cell begins.
   * @param evaluated how the cell itself ends; never rejects
   */
  async follow(evaluated: Promise<Outcome>): Promise<void> {
    this.#options.loop.watch(() => this.#emptied())
    const outcome = await evaluated
    // Like a program, an attempt ends with an error of its cell.
    if (outcome.kind !== "completed") return this.end(outcome)
    this.#evaluated = outcome
    // None of these keeps the loop alive. What is over by the turn after the next, as a stream that closes, isn't worth a word.
    setImmediate(() => setImmediate(() => this.#startWaiting(outcome)).unref()).unref()
  }

  /** Ends it now, as by an error that nobody caught. */
  end(outcome: Outcome): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    clearTimeout(this.#timer)
    this.#options.loop.forget()
    this.#end.resolve(outcome)
  }

  /** What the cell leaves isn't waited for any more. @param outcome how the attempt ends then */
  cutShort(outcome: Outcome): void {
    this.#cutShort = outcome
    if (this.#evaluated) this.end(outcome)
  }

  #emptied(): void {
    this.end(this.#evaluated ?? { kind: "failed", error: this.#options.unsettled(), fatal: false })
  }

  #startWaiting(outcome: Outcome): void {
    if (this.#hasEnded) return
    if (this.#cutShort) return this.#endUnlessOver(this.#cutShort)
    if (this.#options.goesOn()) return this.end(outcome)
    // What has no name is mostly about to end, such as a handle that is closed.
    this.#waitedFor = this.#pending()
    this.#timer = setTimeout(() => this.#tell(outcome), untilTold).unref()
  }

  /** A cell that left nothing has completed, although its last lines may still be on their way to the kernel. */
  #endUnlessOver(outcome: Outcome): void {
    this.#timer = setTimeout(() => this.end(outcome), untilOver).unref()
  }

  #tell(outcome: Outcome): void {
    if (this.#hasEnded) return
    // What was waited for may have said so since.
    if (this.#options.goesOn()) return this.end(outcome)
    const what = this.#pending() ?? unnamed
    this.#waitedFor ??= what
    if (what !== this.#told) this.#options.onWaiting(what)
    this.#told = what
    this.#timer = setTimeout(() => this.#tell(outcome), untilNextLook).unref()
  }

  #pending(): string | undefined {
    const { loop } = this.#options
    return describePending(loop.resources, loop.answersDue)
  }
}
