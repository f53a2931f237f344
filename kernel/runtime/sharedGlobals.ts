import { EventEmitter } from "node:events"
import { inspect } from "node:util"

/** Of which all typed arrays inherit. */
const typedArrays: object = Object.getPrototypeOf(Uint8Array.prototype)

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
  Intl,
  Atomics,
  Object,
  Function,
  Array,
  Promise,
  Date,
  Error,
  Number,
  String,
  Symbol,
  RegExp,
  Map,
  Set,
  Buffer,
  URL,
  "Object.prototype": Object.prototype,
  "Function.prototype": Function.prototype,
  "Array.prototype": Array.prototype,
  "String.prototype": String.prototype,
  "Number.prototype": Number.prototype,
  "Boolean.prototype": Boolean.prototype,
  "BigInt.prototype": BigInt.prototype,
  "Symbol.prototype": Symbol.prototype,
  "RegExp.prototype": RegExp.prototype,
  "Promise.prototype": Promise.prototype,
  "Date.prototype": Date.prototype,
  "Error.prototype": Error.prototype,
  "Map.prototype": Map.prototype,
  "Set.prototype": Set.prototype,
  "WeakMap.prototype": WeakMap.prototype,
  "Iterator.prototype": Iterator.prototype,
  "TypedArray.prototype": typedArrays,
  "ArrayBuffer.prototype": ArrayBuffer.prototype,
  "Buffer.prototype": Buffer.prototype,
  "URL.prototype": URL.prototype,
  "Intl.NumberFormat.prototype": Intl.NumberFormat.prototype,
  "Intl.DateTimeFormat.prototype": Intl.DateTimeFormat.prototype,
  EventEmitter,
  "EventEmitter.prototype": EventEmitter.prototype,
  "inspect.defaultOptions": inspect.defaultOptions,
}

/** Whose properties come and go without anybody's doing. */
const streams: ReadonlySet<object> = new Set([process.stdout, process.stderr])
/** Of which only the functions stay as they are. */
const restless: ReadonlySet<object> = new Set([...streams, console, process])

/** Taken before user code can replace them. */
const { get, getOwnPropertyDescriptor, ownKeys } = Reflect

/** A property that isn't what it was. */
export interface SharedChange {
  /** Such as `Math.random`. */
  name: string
  key: PropertyKey
}

interface Owner {
  name: string
  owner: object
  keys: ReadonlySet<PropertyKey>
}

interface Property {
  name: string
  owner: object
  key: PropertyKey
  value: unknown
  /** Set for an accessor, whose value isn't looked at: some load what they give. */
  descriptor?: PropertyDescriptor
}

/** What code of a process shares, as it was at a time, to see what has changed since. */
export class SharedGlobals {
  #owners: readonly Owner[] = []
  #values: readonly Property[] = []
  #accessors: readonly Property[] = []

  constructor() {
    this.accept()
  }

  /** Takes everything as it is now for what it has to be. */
  accept(): void {
    const properties: Property[] = []
    this.#owners = Object.entries(owners).map(([name, owner]) => {
      const keys = new Set(ownKeys(owner))
      for (const key of keys) {
        const descriptor = getOwnPropertyDescriptor(owner, key)
        // What nobody can change needs no look.
        if (!descriptor || (!descriptor.configurable && !descriptor.writable)) continue
        const value: unknown = descriptor.value
        if (typeof value !== "function" && restless.has(owner)) continue
        const property = { name: `${name}.${String(key)}`, owner, key, value }
        properties.push("value" in descriptor ? property : { ...property, descriptor })
      }
      return { name, owner, keys }
    })
    this.#values = properties.filter(({ descriptor }) => descriptor === undefined)
    this.#accessors = properties.filter(({ descriptor }) => descriptor !== undefined)
  }

  /** The properties that are new, or gone, or not what they were. */
  changes(): readonly SharedChange[] {
    const changes: SharedChange[] = []
    let count = 0
    // No method of an array here: it may be what was replaced.
    for (let index = 0; index < this.#values.length; index++) {
      const shared = this.#values[index]
      if (shared && get(shared.owner, shared.key) !== shared.value) changes[count++] = shared
    }
    for (let index = 0; index < this.#accessors.length; index++) {
      const shared = this.#accessors[index]
      if (shared && isReplaced(shared)) changes[count++] = shared
    }
    for (let index = 0; index < this.#owners.length; index++) {
      const shared = this.#owners[index]
      if (!shared) continue
      if (streams.has(shared.owner)) continue
      const keys = ownKeys(shared.owner)
      if (keys.length <= shared.keys.size) continue
      for (let place = 0; place < keys.length; place++) {
        const key = keys[place]
        if (key === undefined || shared.keys.has(key) || isNodes(key)) continue
        changes[count++] = { name: `${shared.name}.${String(key)}`, key }
      }
    }
    return changes
  }
}

/** What Node's `fetch` leaves in the globals when it is first used. */
function isNodes(key: PropertyKey): boolean {
  return typeof key === "symbol" && key.description?.startsWith("undici.globalDispatcher") === true
}

function isReplaced({ owner, key, descriptor: before }: Property): boolean {
  const now = getOwnPropertyDescriptor(owner, key)
  if (!now || !before) return now !== before
  if (!("value" in now)) return now.get !== before.get || now.set !== before.set
  // What Node loads when it is first asked for takes the accessor's place.
  return before.get?.call(owner) !== now.value
}

/** Words without which code reaches nothing that is shared, other than by what it is given. */
const words = new RegExp(
  String.raw`\b(?:${Object.keys(owners)
    .map((name) => name.replace(/\..*/, ""))
    .concat("global", "self", "constructor", "prototype", "__proto__", "require", "import", "eval", "Uint8Array")
    .join("|")})\b|\\u|Array\b|Timeout|Interval|Immediate|fetch|Socket|Channel|Worker`,
)

/** Whether code may change what is shared, or leave something behind; that of most small tasks can't. */
export function mayTouchShared(code: string): boolean {
  return words.test(code)
}
