import { isAccessor, type Accessor } from "./accessor.ts"

/** Values by name, as they are at the moment. */
export interface NamedValues extends Iterable<readonly [name: string, value: unknown]> {
  /** A name's value; undefined when there is none. */
  get(name: string): unknown
}

/** The names that evaluations in one process have come to know: values, and variables that functions still assign to. */
export class Variables implements NamedValues {
  readonly #values = new Map<string, unknown>()
  readonly #shared = new Map<string, Accessor>()

  has(name: string): boolean {
    return this.#shared.has(name) || this.#values.has(name)
  }

  get(name: string): unknown {
    const shared = this.#shared.get(name)
    return shared ? shared.get() : this.#values.get(name)
  }

  set(name: string, value: unknown): void {
    this.#shared.delete(name)
    this.#values.set(name, value)
  }

  /** Gives a variable a value, as an assignment in its code would. */
  assign(name: string, value: unknown): void {
    const shared = this.#shared.get(name)
    if (shared) shared.set(value)
    else this.set(name, value)
  }

  delete(name: string): void {
    this.#shared.delete(name)
    this.#values.delete(name)
  }

  /** @param defined what code has defined: properties with values, and accessors to variables of that code */
  take(defined: object): void {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(defined))) {
      if (isAccessor(descriptor)) this.#shared.set(name, descriptor)
      else this.set(name, descriptor.value)
    }
  }

  /**
   * An object with some of the names as its properties: those of variables read and write the variable.
   * @param others where the names are found that aren't here
   */
  view(names: readonly string[], others: NamedValues): Readonly<Record<string, unknown>> {
    // An assignment to a property `__proto__` would set the prototype.
    const view = Object.fromEntries(
      names.map((name) => [name, (this.#values.has(name) ? this.#values : others).get(name)]),
    )
    for (const name of names) {
      const shared = this.#shared.get(name)
      if (shared) Object.defineProperty(view, name, { ...shared, enumerable: true })
    }
    return view
  }

  *[Symbol.iterator](): Iterator<readonly [name: string, value: unknown]> {
    for (const name of new Set([...this.#values.keys(), ...this.#shared.keys()])) yield [name, this.get(name)]
  }
}
