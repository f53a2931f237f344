import { within } from "../flow/timer.ts"
import type { CellEnd } from "../model/cellOutput.ts"
import type { LiveValue } from "../model/liveMessages.ts"
import type { Output } from "../model/valueReference.ts"
import { LiveChild, type LiveOptions } from "./liveChild.ts"
import type { LiveExecution, LiveProcess } from "./liveProcess.ts"

/** The process in which the cells live that a person runs. It is started at once, and anew by the next cell after it died. */
export class LiveSession implements LiveProcess {
  readonly #options: LiveOptions
  #child: LiveChild
  #isClosed = false
  #lives = 1

  constructor(options: LiveOptions) {
    this.#options = options
    this.#child = new LiveChild(options)
  }

  get life(): number {
    return this.#child.isAlive ? this.#lives : this.#lives + 1
  }

  execute(execution: LiveExecution): Promise<CellEnd> {
    if (this.#isClosed) throw new Error("The session is closed: it runs no more cells")
    if (!this.#child.isAlive) {
      this.#child = new LiveChild(this.#options)
      this.#lives += 1
    }
    return this.#child.execute(execution)
  }

  async store(names: readonly string[]): Promise<readonly Output[]> {
    const outputs = this.#child.isAlive ? await this.#child.ask({ kind: "store", names }) : undefined
    return outputs ?? names.map((name) => ({ name, problem: "The session that held the value has ended" }))
  }

  look(path: readonly string[], milliseconds: number): Promise<LiveValue | undefined> {
    if (!this.#child.isAlive) return Promise.resolve(undefined)
    return within(milliseconds, this.#child.ask({ kind: "look", path }))
  }

  async names(milliseconds: number): Promise<readonly string[]> {
    if (!this.#child.isAlive) return []
    return (await within(milliseconds, this.#child.ask({ kind: "names" }))) ?? []
  }

  interrupt(): void {
    this.#child.interrupt()
  }

  close(): void {
    this.#isClosed = true
    this.#child.kill()
  }
}
