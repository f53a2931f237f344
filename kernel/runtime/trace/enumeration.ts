import { builtinCaller } from "./reader.ts"

/** Functions that go through all variables. */
const throughAll: ReadonlySet<string> = new Set(["keys", "entries", "values", "assign", "stringify"])

/**
 * Tells going through all environment variables (`{ ...process.env }`, `Object.entries`, `for … in`) from reading one by its
 * name. Both reach the proxy in the same ways: what tells them apart is the order of the calls, or the function that calls.
 * It lasts until the synchronous code that began it ends.
 */
export class Enumeration {
  #names: readonly string[] | undefined
  /** How many values were read in the order of the names. */
  #position = 0
  /** The name that was asked for last, as long as its value wasn't read. */
  #asked: string | undefined
  /** Whether so far each value was read whose name was asked for, as when an object is spread. */
  #isInteger = true

  /** The names were listed. */
  begin(names: readonly string[]): void {
    this.#names = names
    this.#position = 0
    this.#asked = undefined
    this.#isInteger = true
    queueMicrotask(() => {
      if (this.#names === names) this.#names = undefined
    })
  }

  /** Whether a property's description is asked for in the course of going through all: its value isn't read by that. */
  asksFor(name: string): boolean {
    if (!this.#names) return false
    const caller = builtinCaller()
    if (caller !== undefined && !throughAll.has(caller)) return false
    if (this.#asked !== undefined) this.#isInteger = false
    this.#asked = name
    return true
  }

  /** Whether a value is read in the course of going through all. */
  takesValue(name: string): boolean {
    if (!this.#names) return false
    const isNext = this.#names[this.#position] === name
    if (isNext) this.#position++
    const follows = this.#asked === name && this.#isInteger
    this.#asked = undefined
    return isNext || follows || throughAll.has(builtinCaller() ?? "")
  }
}
