/** What all code of a process stands on, tsnb's included, by its name in messages. */
const owners: Readonly<Record<string, object>> = {
  globalThis,
  console,
  process,
  "process.stdout": process.stdout,
  "process.stderr": process.stderr,
  JSON,
  Math,
  Reflect,
  Object,
  Array,
  Promise,
  Date,
  Error,
  Buffer,
  "Object.prototype": Object.prototype,
  "Function.prototype": Function.prototype,
  "Array.prototype": Array.prototype,
  "String.prototype": String.prototype,
  "RegExp.prototype": RegExp.prototype,
  "Promise.prototype": Promise.prototype,
  "Date.prototype": Date.prototype,
  "Map.prototype": Map.prototype,
  "Set.prototype": Set.prototype,
  "WeakMap.prototype": WeakMap.prototype,
}

/** Taken before user code can replace them. */
const { get, getOwnPropertyDescriptor, ownKeys } = Reflect

interface SharedFunction {
  name: string
  owner: object
  key: PropertyKey
  value: unknown
}

/** The shared functions of a process as they were before user code ran, to see whether it replaced any. */
export class SharedGlobals {
  readonly #functions: readonly SharedFunction[]

  constructor() {
    const found: SharedFunction[] = []
    for (const [name, owner] of Object.entries(owners)) {
      for (const key of ownKeys(owner)) {
        const value: unknown = getOwnPropertyDescriptor(owner, key)?.value
        if (typeof value === "function") found.push({ name: `${name}.${String(key)}`, owner, key, value })
      }
    }
    this.#functions = found
  }

  /** The first one that isn't what it was, such as `Math.random`. */
  firstReplaced(): string | undefined {
    // No method of an array here: it may be what was replaced.
    for (let index = 0; index < this.#functions.length; index++) {
      const shared = this.#functions[index]
      if (shared && get(shared.owner, shared.key) !== shared.value) return shared.name
    }
    return undefined
  }
}
