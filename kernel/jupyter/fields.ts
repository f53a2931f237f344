import { isObject } from "../isObject.ts"

/** A request whose content isn't what the protocol says; the front end is told. */
export class ContentError extends Error {
  override readonly name = "ContentError"
}

type Content = Readonly<Record<string, unknown>>

/** Reads the fields of a message's content, of which nothing is known but that it is an object. */
export class Fields {
  readonly #type: string
  readonly #content: Content

  /** @param type the message's type, for what is said about a wrong field */
  constructor(type: string, content: Content) {
    this.#type = type
    this.#content = content
  }

  /** @throws {ContentError} when it is something else, or missing without a default */
  text(name: string, otherwise?: string): string {
    return this.#read(name, "text", (value) => typeof value === "string", otherwise)
  }

  flag(name: string, otherwise: boolean): boolean {
    return this.#read(name, "true or false", (value) => typeof value === "boolean", otherwise)
  }

  whole(name: string, otherwise?: number): number {
    return this.#read(name, "a whole number", (value): value is number => Number.isSafeInteger(value), otherwise)
  }

  object(name: string, otherwise?: Content): Content {
    return this.#read(name, "an object", isObject, otherwise)
  }

  /** An object of which each value is text. */
  texts(name: string): Readonly<Record<string, string>> {
    return this.#read(name, "an object of texts", isTexts, {})
  }

  has(name: string): boolean {
    return this.#content[name] !== undefined && this.#content[name] !== null
  }

  /** A field whose form is somebody else's affair; undefined when it is missing. */
  any(name: string): unknown {
    return this.#content[name]
  }

  #read<Value>(
    name: string,
    form: string,
    isForm: (value: unknown) => value is Value,
    otherwise: Value | undefined,
  ): Value {
    const value = this.#content[name]
    if (isForm(value)) return value
    // Python's clients write None for what they leave out.
    if ((value === undefined || value === null) && otherwise !== undefined) return otherwise
    throw new ContentError(`The ${this.#type}'s '${name}' has to be ${form}`)
  }
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((text) => typeof text === "string")
}
