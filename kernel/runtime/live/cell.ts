import type { MimeBundle } from "../../api/types.ts"
import type { CellEnd } from "../../model/cellOutput.ts"
import { DisplayQueue } from "../display/queue.ts"
import { ProgressThrottle } from "../progress.ts"

/** One cell that runs, or whose timers may still show something. */
export class LiveCell {
  readonly id: number
  /** What stacks call it. */
  readonly label: string
  /** Whether the person at the front end can be asked. */
  readonly takesInput: boolean
  /** What `page(value)` was given. */
  readonly pages: MimeBundle[] = []
  readonly displays = new DisplayQueue()
  readonly progress = new ProgressThrottle()
  /** Its code mustn't go on after what it awaits. */
  isInterrupted = false
  /** Aborted when it is interrupted. */
  readonly interruption = new AbortController()
  /** Whether a display of its progress is there already. */
  showsProgress = false
  #definitions: ((isComplete: boolean) => void)[] = []
  #finish: ((end: CellEnd) => void) | undefined

  /** @param finish called once */
  constructor(id: number, label: string, takesInput: boolean, finish: (end: CellEnd) => void) {
    this.id = id
    this.label = label
    this.takesInput = takesInput
    this.#finish = finish
  }

  get hasEnded(): boolean {
    return this.#finish === undefined
  }

  /** @param close of the names that its code defines, called when that has ended */
  defines(close: (isComplete: boolean) => void): void {
    this.#definitions.push(close)
  }

  /** Its code has come to its end. */
  closeDefinitions(isComplete: boolean): void {
    for (const close of this.#definitions) close(isComplete)
    this.#definitions = []
  }

  /** Only the first end counts. */
  end(end: CellEnd): void {
    const finish = this.#finish
    this.#finish = undefined
    this.closeDefinitions(end.kind === "completed")
    finish?.(end)
  }
}
