import { adapters } from "./adapters.ts"
import { readFloats, readIntegers } from "./arrayForm.ts"
import type { ByteReader } from "./byteReader.ts"
import { reviveSymbol } from "./context.ts"
import { DecodeError } from "./errors.ts"
import { errorPrototype } from "./errorClass.ts"
import { bareError, errorKinds } from "./errorForm.ts"
import { tags } from "./format.ts"
import { readLeaf } from "./leaves.ts"
import { readStrings } from "./packedStrings.ts"
import { withoutPrototype } from "./prototypes.ts"
import { isScalarTag, readScalar } from "./scalars.ts"
import { readTable } from "./tableForm.ts"
import { ShapeReader } from "./shapes.ts"
import { errorMessage } from "../../errorMessage.ts"

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
  /** Whether the reader was told of its members before. */
  isOwed?: boolean
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
      if (frame.isOwed === true) this.#reader.repay()
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
    const tag = this.#reader.byte()
    if (isScalarTag(tag)) return readScalar(this.#reader, tag)
    return tag === tags.reference ? this.#reference() : this.#object(tag)
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
        return this.#plain({})
      case tags.bareObject:
        return this.#plain(withoutPrototype())
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
      case tags.table:
      case tags.bareTable:
        return this.#table(tag === tags.bareTable)
      case tags.map:
        return this.#map()
      case tags.set:
        return this.#set()
      case tags.error:
        return this.#error(bareError(errorKinds[reader.byte()] ?? "Error"))
      case tags.domException:
        return this.#error(new DOMException(reader.text(), reader.text()))
      case tags.classedError:
        return this.#error(this.#bareClassedError())
      case tags.memory:
        return this.#keep(expected(this.#sections.memory[this.#nextMemory++], "memory that isn't there"))
      case tags.foreign:
        return this.#keep(expected(this.#sections.foreign[this.#nextForeign++], "a library's value that isn't there"))
      case tags.instance:
        return this.#instance()
      case tags.adapted:
        return this.#adapted()
      default:
        return this.#keep(expected(readLeaf(reader, tag), `the unknown tag ${tag}`))
    }
  }

  /** Gives an object its number. */
  #keep<T extends object>(value: T): T {
    this.#objects.push(value)
    return value
  }

  /** Reads members up to the first that has members of its own; a frame, for the rest, is needed only then. */
  #enter<T extends object>(target: T, count: number, add: (member: unknown) => void): T {
    const reader = this.#reader
    let left = count
    for (; left > 0 && isScalarTag(reader.peek()); left--) add(readScalar(reader, reader.byte()))
    if (left > 0) this.#frames.push({ left, add })
    return target
  }

  #plain(made: Record<string, unknown>): object {
    const target = this.#keep(made)
    const keys = this.#shapes.read(this.#reader)
    let next = 0
    return this.#enter(target, keys.length, (member) => {
      const key = keys[next++] ?? ""
      // Set by assignment, this key would be the prototype.
      if (key === "__proto__") setMember(target, key, member, true)
      else target[key] = member
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
    for (const name of this.#shapes.read(this.#reader)) places.push(name)
    const array: unknown[] = this.#keep([])
    // From the greatest length downwards, V8 keeps a mostly empty array as a table, not as gigabytes of holes.
    if (length > 1024 && length > count * 4) array.length = 2 ** 32 - 1
    array.length = length
    let next = 0
    return this.#enter(array, places.length, (member) => setMember(array, places[next++] ?? "", member, true))
  }

  #table(isBare: boolean): unknown[] {
    const number = this.#objects.push(unfinished) - 1
    const { rows, mixed } = readTable(this.#reader, this.#shapes, isBare)
    this.#objects[number] = rows
    for (const row of rows) this.#objects.push(row)
    // The first comes first.
    for (const { key, rows: ofColumn } of mixed.toReversed()) {
      let next = 0
      const add = (member: unknown): void => {
        const row = ofColumn[next++]
        if (row) row[key] = member
      }
      this.#frames.push({ left: ofColumn.length, add, isOwed: true })
    }
    return rows
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

  #error(error: Error): Error {
    this.#keep(error)
    const hidden = this.#reader.varint()
    const keys = this.#shapes.read(this.#reader)
    let next = 0
    return this.#enter(error, keys.length, (member) => {
      const key = keys[next++] ?? ""
      setMember(error, key, member, next > hidden)
    })
  }

  /** An error of its class, whose constructor doesn't run. */
  #bareClassedError(): Error {
    const number = this.#reader.varint()
    const { classes } = this.#sections
    if (number >= classes.length) throw damaged("an error of a class that isn't there")
    const error = bareError(errorKinds[this.#reader.byte()] ?? "Error")
    const constructor = classes[number]
    // One of Node's own, where the class isn't to be had.
    if (constructor === undefined) return error
    const prototype = typeof constructor === "function" ? errorPrototype(constructor) : undefined
    if (!prototype) throw new DecodeError("The class of a stored error is no class of errors any more")
    Object.setPrototypeOf(error, prototype)
    return error
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

function expected(value: object | undefined, otherwise: string): object {
  if (value === undefined) throw damaged(otherwise)
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
    const reason = errorMessage(error)
    throw new DecodeError(`${constructor.name}[Symbol.for("tsnb.revive")] threw: ${reason}`, { cause: error })
  }
}

function damaged(how: string): DecodeError {
  return new DecodeError(`The bytes of a stored value are damaged: ${how}`)
}
