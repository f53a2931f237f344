import type { CellEnd, CellOutput } from "../model/cellOutput.ts"
import type { KernelRequest } from "../api/kernelRequest.ts"
import type { LiveValue } from "../model/liveMessages.ts"
import type { Input, Piece } from "../model/processMessages.ts"
import type { Output } from "../model/valueReference.ts"

/** A cell to be run as a person typed it, with the values of all cells before. */
export interface LiveExecution {
  source: string
  /** What stack traces call the cell, such as `In [3]`. */
  label: string
  /**
   * Results of tasks that the cell reads. One that the process has loaded before isn't loaded again, unless a cell has
   * defined the name since, so what a person did to it stays.
   */
  inputs: readonly Input[]
  /** What the notebook's cells name in their imports: classes of these results are taken from what these reach. */
  imports?: readonly string[]
  /** Declarations of task cells that the cell reads. */
  remade: readonly Piece[]
  /** Names that are forgotten first, since the cells that defined them are gone. */
  gone?: readonly string[]
  /** Expressions to evaluate after the cell, by the names that the front end gave them. */
  expressions: Readonly<Record<string, string>>
  /** Called in order; also for what the cell's timers show after its end. */
  onOutput(output: CellOutput): void
  /** Asks the person at the front end; absent where it allows no input. */
  onInput?(prompt: string, isPassword: boolean): Promise<string>
  /** Carries out what the cell asks of the kernel, such as to run its flow. */
  onRequest(request: KernelRequest): Promise<unknown>
}

/** The process in which the plain cells of a notebook live, as the kernel sees it. It is started anew when it died. */
export interface LiveProcess {
  /** Counts the processes: another number means that the values of cells before are gone. */
  readonly life: number
  /** Runs a cell to its end, whatever that is. One at a time. */
  execute(execution: LiveExecution): Promise<CellEnd>
  /** Stores the present values of names that cells defined, also while a cell waits; what can't be stored says why. */
  store(names: readonly string[]): Promise<readonly Output[]>
  /**
   * The value of a dotted path of names such as `model.options`.
   * @returns undefined when there is none, or when the process is too busy to answer within the time
   */
  look(path: readonly string[], milliseconds: number): Promise<LiveValue | undefined>
  /** The names that cells have defined so far; empty when the process is too busy to answer within the time. */
  names(milliseconds: number): Promise<readonly string[]>
  /** Ends the cell that runs, a busy loop included, and keeps all values. */
  interrupt(): void
  /** Ends the process and what it started; the next cell starts another, without the values. */
  close(): void
}
