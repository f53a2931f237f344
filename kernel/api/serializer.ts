/** The method of a class by which an instance tells what is to be stored of it; found on the prototype. */
export const storeSymbol: unique symbol = Symbol.for("tsnb.store")

/** The static method of a class that makes an instance from what was stored. */
export const reviveSymbol: unique symbol = Symbol.for("tsnb.revive")

/** How instances of a class are kept. */
export interface Serializer<Instance, Stored> {
  /** What is stored of an instance: anything that can itself be kept. */
  readonly store: (instance: Instance) => Stored
  /** Makes an instance of it again. */
  readonly revive: (stored: Stored) => Instance
}

/**
 * Says how instances of a class are kept, such as one of a library. Call it in a plain cell, or in a module that the notebook
 * imports, so that it holds wherever the instances are needed.
 * @throws {TypeError} when what it is given isn't a class, or lacks one of the two functions
 */
export function serializer<Instance extends object, Stored>(
  constructor: abstract new (...parameters: never) => Instance,
  { store, revive }: Serializer<Instance, Stored>,
): void {
  const prototype: unknown = typeof constructor === "function" ? constructor.prototype : undefined
  if (typeof prototype !== "object" || prototype === null) {
    throw new TypeError(
      "serializer() needs a class, and what to do with its instances: serializer(Matrix, { store, revive })",
    )
  }
  if (typeof store !== "function" || typeof revive !== "function") {
    throw new TypeError(`serializer(${constructor.name}, …) needs two functions: { store, revive }`)
  }
  define(prototype, storeSymbol, function (this: Instance) {
    return store(this)
  })
  define(constructor, reviveSymbol, (stored: Stored) => revive(stored))
}

function define(target: object, symbol: symbol, value: Function): void {
  Object.defineProperty(target, symbol, { value, writable: true, configurable: true })
}
