import { randomUUID } from "node:crypto"

/** A request for a subshell that isn't there. */
export class UnknownSubshellError extends Error {
  override readonly name = "UnknownSubshellError"

  constructor(id: string) {
    super(`There is no subshell '${id.slice(0, 100)}': it was deleted, or another kernel made it. Ask for a new one`)
  }
}

/** A front end that makes more is not in its senses. */
export class TooManySubshellsError extends Error {
  override readonly name = "TooManySubshellsError"

  constructor() {
    super(`There are ${maxSubshells} subshells already: delete one first`)
  }
}

const maxSubshells = 1_000

/**
 * The subshells that front ends made, so that what they send there doesn't wait for the main shell's cells. Only cells
 * wait at all: all else is answered at once wherever it is sent.
 */
export class Subshells {
  readonly #ids = new Set<string>()

  create(): string {
    if (this.#ids.size >= maxSubshells) throw new TooManySubshellsError()
    const id = randomUUID()
    this.#ids.add(id)
    return id
  }

  /** @throws {UnknownSubshellError} when there is none of this id */
  delete(id: string): void {
    this.check(id)
    this.#ids.delete(id)
  }

  list(): readonly string[] {
    return [...this.#ids]
  }

  /** @throws {UnknownSubshellError} when a request names a subshell that isn't there */
  check(id: string | undefined): void {
    if (id !== undefined && !this.#ids.has(id)) throw new UnknownSubshellError(id)
  }
}
