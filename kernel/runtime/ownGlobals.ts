import { Buffer } from "node:buffer"
import process from "node:process"

const { defineProperty, get, getOwnPropertyDescriptor, ownKeys, set } = Reflect

/** By a name of its own: that of the global object can be taken away as well. */
const realm = globalThis

interface Known {
  key: PropertyKey
  descriptor: PropertyDescriptor
}

/** Those that Node has behind accessors, which a plain assignment changes. */
const assignable: readonly { key: "process" | "Buffer"; value: object }[] = [
  { key: "process", value: process },
  { key: "Buffer", value: Buffer },
]

/** The globals that tsnb's own code stands on, to be put back when user code took them away. */
export class OwnGlobals {
  readonly #known: readonly Known[] = ownKeys(realm).flatMap((key) => {
    const descriptor = getOwnPropertyDescriptor(realm, key)
    // Nobody can take away what isn't configurable.
    return descriptor?.configurable === true && isThere(descriptor) ? [{ key, descriptor }] : []
  })

  /**
   * Puts back what is gone. What was replaced by something else stays, as tests do that, save `process` and `Buffer`.
   * @returns the name of something that was gone
   */
  restore(): string | undefined {
    let gone: string | undefined
    // No method of an array here: the arrays' own may be gone, too.
    for (let index = 0; index < this.#known.length; index++) {
      const known = this.#known[index]
      if (!known || isThere(getOwnPropertyDescriptor(realm, known.key))) continue
      defineProperty(realm, known.key, known.descriptor)
      gone ??= `globalThis.${typeof known.key === "string" ? known.key : "symbol"}`
    }
    for (let index = 0; index < assignable.length; index++) {
      const own = assignable[index]
      if (!own || get(realm, own.key) === own.value) continue
      set(realm, own.key, own.value)
      gone ??= `globalThis.${own.key}`
    }
    return gone
  }
}

function isThere(descriptor: PropertyDescriptor | undefined): boolean {
  return descriptor !== undefined && (descriptor.get !== undefined || descriptor.value !== undefined)
}
