import type { Statement } from "../../cell/statements.ts"

/** What a statement was found to touch. */
export class Touched {
  readonly names = new Set<string>()
  /** Names that code gets hold of which isn't looked at. */
  readonly suspects = new Set<string>()
  readonly modules = new Set<string>()
  readonly seen = new Set<Statement>()
  isEverywhere = false
  isOutside = false
  isRepeatable = true
  /** On purpose, or by a function that is called for what it does. */
  mayThrow = false
  /** Functions run later that it hands to timers and the like, or functions that nobody waits for. */
  isDeferred = false
  /** Whether the statement is there for what it does, and not for a name that it defines. */
  readonly isCommand: boolean
  /** Whether it waits for something, which is best not done again in each process. */
  readonly awaits: boolean

  constructor(defines: readonly string[], awaits = false) {
    this.isCommand = defines.length === 0
    this.awaits = awaits
  }
}

/** How a function is called. */
export interface CallUse {
  /** For what it does: nobody uses what it gives. */
  isCommand: boolean
  /** A method of what it gives is called for what that does. */
  startsChain: boolean
  /** In the expression that its cell shows. */
  isOutput: boolean
  /** Nothing around it catches what it throws. */
  mayThrow: boolean
}
