/** Globals that a script's own code uses, beside that of the notebook's cells. */
const used = ["Boolean", "Date", "Error", "Promise", "ReferenceError", "String", "Symbol", "console", "process"]

/** Keeps a script's own code working where the notebook gives the names of globals to things of its own. */
export class OwnGlobals {
  readonly #taken: RegExp | undefined

  /** @param isDefined whether the notebook defines a name */
  constructor(isDefined: (name: string) => boolean) {
    const taken = used.filter(isDefined)
    if (taken.length > 0) this.#taken = new RegExp(`(?<![.\\w$"'])(?:${taken.join("|")})\\b(?!["':])`, "g")
  }

  /** Code of the script's own, in which a global is meant whatever the notebook's cells call so. */
  in(code: string): string {
    return this.#taken ? code.replaceAll(this.#taken, "globalThis.$&") : code
  }
}
