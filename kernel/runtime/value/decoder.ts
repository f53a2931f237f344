import { adapters } from "./adapters.ts"
import { readFloats, readIntegers } from "./arrayForm.ts"
import type { ByteReader } from "./byteReader.ts"
import { reviveSymbol } from "./context.ts"
import { DecodeError } from "./errors.ts"
import { bareError, errorKinds } from "./errorForm.ts"
import { smallInteger, tags } from "./format.ts"
import { readStrings } from "./packedStrings.ts"
import { ShapeReader } from "./shapes.ts"

/** What the sections before the body stand for. */
export interface Sections {
  classes: readonly unknown[]
  /** By specifier. */
  modules: ReadonlyMap<string, unknown>
  foreign: readonly object[]
  memory: readonly object[]
}

/** A container that is being filled. */
interface Frame {
  /** How many members are still to come. */
  left: number
  /** Takes the next member. */
  add: (member: unknown) => void
  /** What the whole is once it is complete, where it is made of its member only then; the number is its own. */
  finish?: { make: () => unknown; number: number }
}

/** In place of a value that is known only when its frame is finished. */
const unfinished = Symbol("unfinished")

/** Reads a body, the inverse of Encoder; see format.ts. */
export class Decoder {
  readonly #reader: ByteReader
  readonly #sections: Sections
  readonly #frames: Frame[] = []
  readonly #objects: unknown[] = []
  readonly #shapes = new ShapeReader()
  #nextMemory = 0
  #nextForeign = 0

  constructor(reader: ByteReader, sections: Sections) {
    this.#reader = reader
    this.#sections = sections
  }

  /** @throws {DecodeError} */
  read(): unknown {
    let result: unknown
    this.#frames.push({ left: 1, add: (member) => (result = member) })
    for (let frame = this.#frames.at(-1); frame; frame = this.#frames.at(-1)) {
      if (frame.left > 0) this.#members(frame)
      else this.#leave(frame)
    }
    if (this.#reader.remaining > 0) throw damaged("there are more of them than the value has")
    return result
  }

  #members(frame: Frame): void {
    const depth = this.#frames.length
    while (frame.left > 0) {
      frame.left--
      const member = this.#value()
      if (member !== unfinished) frame.add(member)
      if (this.#frames.length > depth) return
    }
  }

  #leave(frame: Frame): void {
    this.#frames.pop()
    if (!frame.finish) return
    const whole = frame.finish.make()
    this.#objects[frame.finish.number] = whole
    this.#frames.at(-1)?.add(whole)
  }

  #value(): unknown {
    const reader = this.#reader
    const tag = reader.byte()
    if (tag >= smallInteger) return tag - smallInteger
    switch (tag) {
      case tags.undefined:
        return undefined
      case tags.null:
        return null
      case tags.false:
        return false
      case tags.true:
        return true
      case tags.integer:
        return this.#integer()
      case tags.float:
        return reader.float64()
      case tags.bigint64:
        return reader.bigint64()
      case tags.bigint:
        return this.#bigint()
      case tags.text:
        return reader.text()
      case tags.reference:
        return this.#reference()
      default:
        return this.#object(tag)
    }
  }

  #integer(): number {
    const zigzag = this.#reader.varint()
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2
  }

  #bigint(): bigint {
    const isNegative = this.#reader.byte() === 1
    const magnitude = BigInt(`0x0${this.#reader.bytes(this.#reader.count()).toString("hex")}`)
    return isNegative ? -magnitude : magnitude
  }

  #reference(): unknown {
    const number = this.#reader.varint()
    const value = number < this.#objects.length ? this.#objects[number] : unfinished
    if (value === unfinished) throw damaged("a reference to a value that isn't there")
    return value
  }

  #object(tag: number): unknown {
    const reader = this.#reader
    switch (tag) {
      case tags.object:
        return this.#fill(this.#keep({}), this.#shapes.read(reader))
      case tags.array:
        return this.#array()
      case tags.integers:
        return this.#keep(readIntegers(reader))
      case tags.floats:
        return this.#keep(readFloats(reader))
      case tags.texts:
        return this.#keep(readStrings(reader))
      case tags.sparseArray:
        return this.#sparseArray()
      case tags.map:
        return this.#map()
      case tags.set:
        return this.#set()
      case tags.date:
        return this.#keep(new Date(reader.float64()))
      case tags.regexp:
        return this.#keep(new RegExp(reader.text(), reader.text()))
      case tags.boxed:
        return this.#boxed()
      case tags.error:
        return this.#error(bareError(errorKinds[reader.byte()] ?? "Error"))
      case tags.domException:
        return this.#error(new DOMException(reader.text(), reader.text()))
      case tags.url:
        return this.#keep(new URL(reader.text()))
      case tags.urlSearchParams:
        return this.#keep(new URLSearchParams(reader.text()))
      case tags.memory:
        return this.#keep(expected(this.#sections.memory[this.#nextMemory++]))
      case tags.foreign:
        return this.#keep(expected(this.#sections.foreign[this.#nextForeign++]))
      case tags.instance:
        return this.#instance()
      case tags.adapted:
        return this.#adapted()
      default:
        throw damaged(`an unknown tag ${tag}`)
    }
  }

  /** Gives an object its number. */
  #keep<T extends object>(value: T): T {
    this.#objects.push(value)
    return value
  }

  #enter<T extends object>(target: T, left: number, add: (member: unknown) => void): T {
    this.#frames.push({ left, add })
    return target
  }

  /** Goes on with the members under some keys; the first few of them may be hidden. */
  #fill<T extends object>(target: T, keys: readonly string[], hidden = 0): T {
    let next = 0
    return this.#enter(target, keys.length, (member) => {
      const key = keys[next++] ?? ""
      if (next <= hidden) setMember(target, key, member, false)
      // Set by assignment, this key would be the prototype.
      else if (key === "__proto__" || hidden > 0) setMember(target, key, member, true)
      else Reflect.set(target, key, member)
    })
  }

  #array(): unknown[] {
    const count = this.#reader.count()
    const array: unknown[] = this.#keep([])
    return this.#enter(array, count, (member) => array.push(member))
  }

  #sparseArray(): unknown[] {
    const length = this.#reader.varint()
    const count = this.#reader.count()
    const places: (number | string)[] = []
    while (places.length < count) places.push(this.#reader.varint())
    places.push(...this.#shapes.read(this.#reader))
    const array: unknown[] = this.#keep([])
    // From the greatest length downwards, V8 keeps a mostly empty array as a table, not as gigabytes of holes.
    if (length > 1024 && length > count * 4) array.length = 2 ** 32 - 1
    array.length = length
    let next = 0
    return this.#enter(array, places.length, (member) => setMember(array, places[next++] ?? "", member, true))
  }

  #map(): Map<unknown, unknown> {
    const count = this.#reader.count(2)
    const map = this.#keep(new Map<unknown, unknown>())
    let key: unknown = unfinished
    return this.#enter(map, count * 2, (member) => {
      if (key === unfinished) key = member
      else {
        map.set(key, member)
        key = unfinished
      }
    })
  }

  #set(): Set<unknown> {
    const count = this.#reader.count()
    const set = this.#keep(new Set<unknown>())
    return this.#enter(set, count, (member) => set.add(member))
  }

  #boxed(): object {
    // Its number comes before that of the primitive, which has none.
    const primitive = this.#value()
    if (typeof primitive === "object" || primitive === undefined) throw damaged("a boxed value that isn't primitive")
    return this.#keep(Object(primitive))
  }

  #error(error: Error): Error {
    const hidden = this.#reader.varint()
    return this.#fill(this.#keep(error), this.#shapes.read(this.#reader), Math.max(hidden, 0))
  }

  #instance(): symbol {
    const constructor = this.#sections.classes[this.#reader.varint()]
    if (typeof constructor !== "function") throw damaged("an instance of a class that isn't there")
    return this.#later((stored) => revive(constructor, stored))
  }

  #adapted(): symbol {
    const name = this.#reader.text()
    const adapter = adapters.find((adapter) => adapter.name === name)
    const module = this.#sections.modules.get(adapter?.module ?? "")
    if (!adapter || module === undefined) throw damaged(`a value of the unknown kind '${name}'`)
    return this.#later((stored) => adapter.revive(stored, module))
  }

  /** A value made of one member, once that is complete. */
  #later(make: (stored: unknown) => unknown): symbol {
    const number = this.#objects.push(unfinished) - 1
    let stored: unknown
    this.#frames.push({
      left: 1,
      add: (member) => (stored = member),
      finish: { make: () => make(stored), number },
    })
    return unfinished
  }
}

function setMember(target: object, key: string | number, value: unknown, enumerable: boolean): void {
  Object.defineProperty(target, key, { value, enumerable, writable: true, configurable: true })
}

function expected(value: object | undefined): object {
  if (value === undefined) throw damaged("memory that isn't there")
  return value
}

function revive(constructor: Function, stored: unknown): unknown {
  const method: unknown = Reflect.get(constructor, reviveSymbol)
  if (typeof method !== "function") {
    throw new DecodeError(`The class ${constructor.name} has no static [Symbol.for("tsnb.revive")](stored) any more`)
  }
  try {
    return Reflect.apply(method, constructor, [stored])
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new DecodeError(`${constructor.name}[Symbol.for("tsnb.revive")] threw: ${reason}`, { cause: error })
  }
}

function damaged(how: string): DecodeError {
  return new DecodeError(`The bytes of a stored value are damaged: ${how}`)
}
