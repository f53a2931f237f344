import { isAccessor, type Accessor } from "../accessor.ts"

/** What the cells of a live notebook have defined: each name with the accessor of its newest definition. */
export class LiveScope {
  /**
   * What compiled cells look names up in. The names are accessors of its prototype, which V8 keeps as fast as variables
   * when they are redefined; behind them come the ambient names, then the globals.
   */
  readonly view: object
  readonly #names: object
  readonly #ambient: object

  /** @param ambient values of the names that cells see without defining them */
  constructor(ambient: ReadonlyMap<string, unknown>) {
    this.#ambient = Object.create(globals)
    for (const [name, value] of ambient) defineProperty(this.#ambient, name, { value })
    this.#names = Object.create(this.#ambient)
    this.view = preventExtensions(Object.create(this.#names))
  }

  /** The names that cells have defined, in the order of their first definition. */
  get names(): readonly string[] {
    return Object.keys(this.#names)
  }

  /** Whether the name stands for anything, be it a global. */
  has(name: string): boolean {
    return name in this.view
  }

  /** Whether the name is a cell's or ambient. */
  isKnown(name: string): boolean {
    return this.isDefined(name) || getOwnPropertyDescriptor(this.#ambient, name) !== undefined
  }

  /** Whether a cell has defined the name. */
  isDefined(name: string): boolean {
    return getOwnPropertyDescriptor(this.#names, name) !== undefined
  }

  /** A name's value; undefined when there is none (yet). */
  value(name: string): unknown {
    const accessor = accessorOf(this.#names, name)
    return accessor && isReadable(accessor) ? accessor.get() : undefined
  }

  /** What tells a name's present definition from others. */
  accessor(name: string): unknown {
    return accessorOf(this.#names, name)?.get
  }

  /** No cell defines the name any more. */
  forget(name: string): void {
    Reflect.deleteProperty(this.#names, name)
  }

  /** Gives a name a value that is no cell's variable. */
  set(name: string, value: unknown): void {
    let current = value
    const set = (next: unknown): void => {
      current = next
    }
    this.#put(name, { get: () => current, set })
  }

  /**
   * The definitions of a cell that starts. Until it has initialised a name, an earlier definition still counts.
   * @param accessors to the cell's variables, by name
   * @returns to be called when the cell has ended; what it hasn't initialised is then as it was before
   */
  define(accessors: object): (isComplete: boolean) => void {
    const steps = Object.keys(accessors).flatMap((name) => {
      const own = accessorOf(accessors, name)
      return own ? [this.#defineOne(name, own)] : []
    })
    return (isComplete) => steps.forEach((step) => step(isComplete))
  }

  #defineOne(name: string, own: Accessor): (isComplete: boolean) => void {
    const earlier = accessorOf(this.#names, name)
    const between = earlier ? fallingBack(own, earlier) : own
    this.#put(name, between)
    return (isComplete) => {
      // A cell that ran meanwhile may have defined it anew.
      if (this.accessor(name) !== between.get) return
      // Of a `var` that wasn't reached, undefined is all that can be seen.
      if (isReadable(own) && (isComplete || !earlier || own.get() !== undefined)) this.#put(name, own)
      else if (earlier) this.#put(name, earlier)
      else Reflect.deleteProperty(this.#names, name)
    }
  }

  #put(name: string, { get, set }: Accessor): void {
    defineProperty(this.#names, name, { get, set, configurable: true, enumerable: true })
  }
}

/** Taken before user code can replace them. */
const { defineProperty, getOwnPropertyDescriptor, preventExtensions } = Object

function accessorOf(owner: object, name: string): Accessor | undefined {
  const descriptor = getOwnPropertyDescriptor(owner, name)
  return descriptor && isAccessor(descriptor) ? descriptor : undefined
}

/** Behind all names: the globals as they are at that moment, and the error for what isn't there. */
const globals: object = new Proxy(Object.create(null), {
  get(_, name): unknown {
    if (name in globalThis) return Reflect.get(globalThis, name)
    throw new ReferenceError(`${String(name)} is not defined`)
  },
  set(_, name, value): boolean {
    if (name in globalThis) return Reflect.set(globalThis, name, value)
    throw new ReferenceError(`${String(name)} is not defined`)
  },
  has: (_, name) => name in globalThis,
})

/** False while the variable behind an accessor isn't initialised. */
function isReadable({ get }: Accessor): boolean {
  try {
    get()
    return true
  } catch {
    return false
  }
}

function fallingBack(own: Accessor, earlier: Accessor): Accessor {
  return {
    get: () => {
      try {
        return own.get()
      } catch {
        return earlier.get()
      }
    },
    set: (value) => (isReadable(own) ? own : earlier).set(value),
  }
}
