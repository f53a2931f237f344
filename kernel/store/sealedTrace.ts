import type { TraceEntry } from "../model/traceEntry.ts"
import { variableHash, type Environment } from "../runtime/trace/variables.ts"
import type { StoreKey } from "./storeKey.ts"

/** What a keyed hash begins with; older versions kept the bare ones. */
const mark = "keyed:"

type Trace = readonly TraceEntry[]

/**
 * Traces as a store keeps them: the hashes of environment variables' values are hashed once more, under the store's key. In
 * memory they are the bare ones, so that nobody else has to know.
 */
export class SealedTraces {
  readonly #key: StoreKey
  readonly #environment: Environment
  readonly #known = new Map<string, string>()

  /** @param environment what attempts would find in `process.env` */
  constructor(key: StoreKey, environment: Environment) {
    this.#key = key
    this.#environment = environment
  }

  /** A trace as it is kept. */
  seal(trace: Trace): Trace {
    return withHashes(trace, ({ hash }) => (hash.startsWith(mark) ? hash : this.#sealed(hash)))
  }

  /**
   * A kept trace, with the bare hash of each variable that has the value that it had; that of any other fits no value. A
   * bare one is from an older version that shares the store, and its variable counts as changed once.
   */
  open(trace: Trace): Trace {
    return withHashes(trace, ({ name, hash }) => {
      const now = variableHash(this.#environment[name])
      if (now !== null && this.#sealed(now) === hash) return now
      return hash.startsWith(mark) ? hash : this.#sealed(hash)
    })
  }

  #sealed(hash: string): string {
    const known = this.#known.get(hash)
    if (known !== undefined) return known
    const sealed = mark + this.#key.hash(hash)
    this.#known.set(hash, sealed)
    return sealed
  }
}

function withHashes(trace: Trace, change: (entry: { name: string; hash: string }) => string): Trace {
  // Most traces have none, and stay as they are.
  if (!trace.some(({ kind }) => kind === "variable")) return trace
  return trace.map((entry) => {
    if (entry.kind !== "variable" || entry.hash === null) return entry
    return { ...entry, hash: change({ name: entry.name, hash: entry.hash }) }
  })
}
