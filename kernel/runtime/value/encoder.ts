import { types } from "node:util"
import { adapters, foreignAdapters, type Adapter, type ForeignAdapter } from "./adapters.ts"
import { arrayForm, writeFloats, writeIntegers } from "./arrayForm.ts"
import type { ByteWriter } from "./byteWriter.ts"
import { reviveSymbol, storeSymbol, type ClassUse } from "./context.ts"
import { UnstorableError } from "./errors.ts"
import { errorClass } from "./errorClass.ts"
import { errorForm, errorKind, errorKinds, isDomException, type ErrorForm } from "./errorForm.ts"
import { dataForm, holdsFunctions } from "./errorData.ts"
import { tags } from "./format.ts"
import { isOutOfBounds, MemoryCollector, viewKinds } from "./memory.ts"
import { writeStrings } from "./packedStrings.ts"
import { className, hasHiddenParts, isBuiltIn, isPlainPrototype, isWithoutPrototype } from "./prototypes.ts"
import { writeLeaf } from "./leaves.ts"
import { isScalar, writeScalar } from "./scalars.ts"
import { ShapeWriter } from "./shapes.ts"
import { tableOf, writeTable, type Cells, type Table } from "./tableForm.ts"
import { describeError, describeUnstorable, isKnownUnstorable } from "./unstorable.ts"
import { callStep, formatPath, getStep, iterationStep, memberStep, type PathStep } from "./valuePath.ts"
import { errorMessage } from "../../errorMessage.ts"

/** A container whose members are being written. An own stack of these, since data may be nested deeper than calls can be. */
interface Frame {
  members: ArrayLike<unknown>
  count: number
  /** How many members were begun. */
  index: number
  /** The way to the member at an index. */
  step: (index: number) => PathStep
  /** The instance whose stored form this is; it may not occur in it. */
  instance: object | undefined
}

/** A class of instances in the value. */
export interface UsedClass {
  constructor: Function
  /** Where the first instance is. */
  path: string
  use: ClassUse
  /** Whether its errors can do without: they are those of Node itself. */
  isOptional?: boolean
}

/** A value that a library turns into bytes afterwards. */
export interface ForeignValue {
  adapter: ForeignAdapter
  value: object
  path: string
}

/** Writes the body of one value, all at once, so that nobody can change it meanwhile; see format.ts. */
export class Encoder {
  readonly memory = new MemoryCollector()
  readonly classes: UsedClass[] = []
  readonly foreign: ForeignValue[] = []
  /** The adapters whose module decoding needs. */
  readonly adapters = new Set<Adapter>()
  /** Whether objects without a prototype are in the value. */
  hasBareObjects = false
  readonly #writer: ByteWriter
  readonly #name: string
  readonly #frames: Frame[] = []
  readonly #numbers = new Map<object, number>()
  readonly #shapes = new ShapeWriter()
  readonly #open = new Set<object>()

  /** @param name what the value is called in messages */
  constructor(writer: ByteWriter, name: string) {
    this.#writer = writer
    this.#name = name
  }

  /** @throws {UnstorableError} naming the part that can't be stored */
  write(value: unknown): void {
    try {
      this.#value(value)
      for (let frame = this.#frames.at(-1); frame; frame = this.#frames.at(-1)) this.#members(frame)
    } catch (error) {
      if (error instanceof UnstorableError) throw error
      // A getter, a Proxy or a store method of the user threw.
      const what = `not readable: ${errorMessage(error)}`
      throw new UnstorableError(this.#name, this.#path(), what, "Mend the code that reads it, or leave it out.", {
        cause: error,
      })
    }
  }

  #members(frame: Frame): void {
    const depth = this.#frames.length
    while (frame.index < frame.count) {
      this.#value(frame.members[frame.index++])
      if (this.#frames.length > depth) return
    }
    this.#frames.pop()
    if (frame.instance) this.#open.delete(frame.instance)
  }

  #value(value: unknown): void {
    if (isScalar(value)) writeScalar(this.#writer, value)
    else if (typeof value === "object" && value !== null) this.#object(value)
    else this.#refuse(value)
  }

  #object(value: object): void {
    const known = this.#numbers.get(value)
    if (known !== undefined) return this.#reference(value, known)
    this.#numbers.set(value, this.#numbers.size)
    const prototype: object | null = Object.getPrototypeOf(value)
    const isArray = Array.isArray(value)
    if (isArray) return prototype === Array.prototype ? this.#array(value) : this.#special(value, prototype)
    if (prototype === Object.prototype || prototype === null) return this.#plain(value)
    return this.#special(value, prototype)
  }

  #reference(value: object, number: number): void {
    if (this.#open.has(value)) {
      const what = "an instance that is part of what it stores itself"
      this.#fail(what, `Leave it out of what [Symbol.for("tsnb.store")]() returns.`)
    }
    this.#writer.byte(tags.reference)
    this.#writer.varint(number)
  }

  #plain(value: object): void {
    const keys = Object.keys(value)
    // Neither has a prototype that would tell it from plain data.
    const isBare = isWithoutPrototype(value)
    const isOdd = isBare && hasHiddenParts(value)
    if (isOdd || (keys.length === 0 && types.isExternal(value))) this.#refuse(value)
    // A frame of polars is a proxy without a class.
    const foreign = types.isProxy(value) ? foreignAdapters.find((adapter) => adapter.matches(value)) : undefined
    if (foreign) return this.#foreign(value, foreign)
    const behaviour = behaviourOf(value)
    // A query of polars is an object of functions without a class.
    if (behaviour && isKnownUnstorable(value)) this.#refuse(value)
    if (behaviour) this.#refuse(behaviour.member, memberStep(behaviour.symbol))
    this.hasBareObjects ||= isBare
    this.#writer.byte(isBare ? tags.bareObject : tags.object)
    this.#keyed(value, keys)
  }

  /** Writes the shape and the values. All are read now, as they are at this moment. */
  #keyed(value: object, keys: readonly string[]): void {
    this.#shapes.write(this.#writer, keys)
    // Any object can be read by any key; `Reflect.get` is several times slower.
    const members = value as Readonly<Record<string, unknown>>
    for (let index = 0; index < keys.length; index++) {
      const member = members[keys[index] ?? ""]
      if (!isScalar(member)) return this.#enterKeyed(members, keys, index, member)
      writeScalar(this.#writer, member)
    }
  }

  /** Goes on with an object from the first member that has members of its own. */
  #enterKeyed(value: Readonly<Record<string, unknown>>, keys: readonly string[], from: number, first: unknown): void {
    const members = [first]
    for (const key of keys.slice(from + 1)) members.push(value[key])
    this.#enter(members, (index) => memberStep(keys[from + index] ?? ""))
  }

  #array(array: readonly unknown[]): void {
    if (!Object.isExtensible(array) && isTemplate(array)) this.#fail(template, templateAdvice)
    const form = arrayForm(array)
    const table = form === "mixed" ? tableOf(array) : undefined
    if (table && this.#numberRows(table.rows)) return this.#table(table)
    this.#writer.byte(form === "sparse" ? tags.sparseArray : form === "mixed" ? tags.array : tags[form])
    switch (form) {
      // The form says what all members are.
      case "integers":
        return writeIntegers(this.#writer, array as readonly number[])
      case "floats":
        return writeFloats(this.#writer, array as readonly number[])
      case "texts":
        return writeStrings(this.#writer, array as readonly string[])
      case "sparse":
        return this.#sparseArray(array)
      case "mixed":
        this.#writer.varint(array.length)
        return this.#enter(array, memberStep)
    }
  }

  /** Gives rows their numbers. @returns false, without having done it, when one of them has a number or comes twice */
  #numberRows(rows: readonly object[]): boolean {
    const numbers = this.#numbers
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index] ?? {}
      if (numbers.has(row)) {
        for (const numbered of rows.slice(0, index)) numbers.delete(numbered)
        return false
      }
      numbers.set(row, numbers.size)
    }
    return true
  }

  #table(table: Table): void {
    this.hasBareObjects ||= table.isBare
    this.#writer.byte(table.isBare ? tags.bareTable : tags.table)
    const mixed = writeTable(this.#writer, this.#shapes, table)
    // The first is to be written first.
    for (const cells of mixed.toReversed()) this.#enter(cells.values, (index) => cellStep(cells, index))
  }

  #sparseArray(array: readonly unknown[]): void {
    const keys = Object.keys(array)
    // Indices come first and in order, whatever the order in which they were set.
    const firstName = keys.findIndex((key) => !isIndex(key))
    const names = firstName < 0 ? [] : keys.slice(firstName)
    const indices = (firstName < 0 ? keys : keys.slice(0, firstName)).map(Number)
    this.#writer.varint(array.length)
    this.#writer.varint(indices.length)
    for (const index of indices) this.#writer.varint(index)
    this.#shapes.write(this.#writer, names)
    const places = [...indices, ...names]
    const members: unknown[] = places.map((place) => Reflect.get(array, place))
    this.#enter(members, (index) => memberStep(places[index] ?? ""))
  }

  #special(value: object, prototype: object | null): void {
    const store: unknown = Reflect.get(value, storeSymbol)
    if (typeof store === "function") return this.#instance(value, store)
    if (writeLeaf(this.#writer, value)) return
    if (types.isNativeError(value)) return this.#error(value)
    const adapter = adapters.find((adapter) => adapter.matches(value))
    if (adapter) return this.#adapted(value, adapter)
    const foreign = foreignAdapters.find((adapter) => adapter.matches(value))
    if (foreign) return this.#foreign(value, foreign)
    if (types.isArrayBuffer(value) || ArrayBuffer.isView(value)) return this.#memory(value)
    if (Array.isArray(value) && isBuiltIn(value, "Array")) return this.#array(value)
    if (types.isMap(value) && isBuiltIn(value, "Map")) return this.#map(value)
    if (types.isSet(value) && isBuiltIn(value, "Set")) return this.#set(value)
    if (!Array.isArray(value) && isPlainPrototype(prototype)) return this.#plain(value)
    this.#refuse(value)
  }

  #map(map: ReadonlyMap<unknown, unknown>): void {
    this.#writer.byte(tags.map)
    this.#writer.varint(map.size)
    const members: unknown[] = []
    for (const [key, value] of map) members.push(key, value)
    this.#enter(members, (index) => {
      const key = members[index - 1]
      if (index % 2 === 0) return iterationStep(".keys()", index / 2)
      if (typeof key === "string" || typeof key === "number") return getStep(key)
      return iterationStep(".values()", (index - 1) / 2)
    })
  }

  #set(set: ReadonlySet<unknown>): void {
    this.#writer.byte(tags.set)
    this.#writer.varint(set.size)
    this.#enter([...set], (index) => iterationStep("", index))
  }

  #error(error: Error): void {
    const ofClass = errorClass(error)
    const isOwn = ofClass.kind === "own" && !(error instanceof DOMException)
    if (isOwn && holdsFunctions(error)) return this.#plainError(error, dataForm(error))
    if (ofClass.kind === "own" || ofClass.kind === "node") return this.#classedError(error, ofClass)
    if (ofClass.kind === "unusable") {
      if (ofClass.why === "prototype") this.#refuse(error)
      const { what, advice } = describeError(error, "which has private members, and only its constructor makes these")
      this.#fail(what, advice)
    }
    const writer = this.#writer
    const kind = errorKind(error)
    const isDom = isDomException(error)
    if (isDom) {
      writer.byte(tags.domException)
      writer.text(error.message)
      writer.text(error.name)
    } else {
      writer.byte(tags.error)
      writer.byte(kind)
    }
    this.#errorMembers(errorForm(error, isDom ? error.name : (errorKinds[kind] ?? "")))
  }

  /** An error whose class comes back with it. */
  #classedError(error: Error, { kind, constructor }: { kind: "own" | "node"; constructor: Function }): void {
    if (error instanceof DOMException) this.#refuse(error)
    const errorKindNumber = errorKind(error)
    const isNodes = kind === "node"
    const form = errorForm(error, isNodes ? (errorKinds[errorKindNumber] ?? "") : undefined)
    this.#writer.byte(tags.classedError)
    this.#writer.varint(this.#classNumber(constructor, "error", isNodes))
    this.#writer.byte(errorKindNumber)
    this.#errorMembers(form)
  }

  /** An error without its class. */
  #plainError(error: Error, form: ErrorForm): void {
    this.#writer.byte(tags.error)
    this.#writer.byte(errorKind(error))
    this.#errorMembers(form)
  }

  #errorMembers({ keys, hidden, values }: ErrorForm): void {
    const writer = this.#writer
    writer.varint(hidden)
    this.#shapes.write(writer, keys)
    this.#enter(values, (index) => memberStep(keys[index] ?? ""))
  }

  #memory(value: ArrayBuffer | ArrayBufferView): void {
    const buffer = ArrayBuffer.isView(value) ? value.buffer : value
    const name: unknown = Buffer.isBuffer(value) ? "Buffer" : Reflect.get(value, Symbol.toStringTag)
    const kind = viewKinds.find((kind) => kind === name)
    const isGone = ArrayBuffer.isView(value) && isOutOfBounds(value)
    if (!types.isArrayBuffer(buffer) || buffer.detached || isGone || !kind || !isBuiltIn(value, kind))
      this.#refuse(value)
    this.#writer.byte(tags.memory)
    this.memory.add(value, kind)
  }

  #instance(value: object, store: Function): void {
    const constructor: unknown = Reflect.get(value, "constructor")
    if (typeof constructor !== "function" || typeof Reflect.get(constructor, reviveSymbol) !== "function") {
      const name = className(value) ?? "?"
      const advice = `Give the class \`${name}\` a static [Symbol.for("tsnb.revive")](stored) that makes an instance again.`
      this.#fail(`an instance of the class ${name}, which has [Symbol.for("tsnb.store")]() but no way back`, advice)
    }
    const number = this.#classNumber(constructor, "instance")
    const stored: unknown = Reflect.apply(store, value, [])
    this.#writer.byte(tags.instance)
    this.#writer.varint(number)
    this.#open.add(value)
    this.#enter([stored], () => callStep(storeSymbol), value)
  }

  #classNumber(constructor: Function, use: ClassUse, isOptional = false): number {
    const number = this.classes.findIndex((used) => used.constructor === constructor && used.use === use)
    return number < 0 ? this.classes.push({ constructor, path: this.#path(), use, isOptional }) - 1 : number
  }

  #adapted(value: object, adapter: Adapter): void {
    this.adapters.add(adapter)
    this.#writer.byte(tags.adapted)
    this.#writer.text(adapter.name)
    this.#open.add(value)
    this.#enter([adapter.store(value)], () => (container) => container, value)
  }

  #foreign(value: object, adapter: ForeignAdapter): void {
    this.#writer.byte(tags.foreign)
    this.foreign.push({ adapter, value, path: this.#path() })
  }

  #enter(members: ArrayLike<unknown>, step: (index: number) => PathStep, instance?: object): void {
    this.#frames.push({ members, count: members.length, index: 0, step, instance })
  }

  #path(...further: readonly PathStep[]): string {
    const steps = this.#frames.filter((frame) => frame.index > 0).map((frame) => frame.step(frame.index - 1))
    return formatPath(this.#name, [...steps, ...further])
  }

  #refuse(value: unknown, ...further: readonly PathStep[]): never {
    const path = this.#path(...further)
    const { what, advice } = describeUnstorable(value, path)
    throw new UnstorableError(this.#name, path, what, advice)
  }

  #fail(what: string, advice: string): never {
    throw new UnstorableError(this.#name, this.#path(), what, advice)
  }
}

/** Data under symbols is left out, as structured clone does; but what makes an object behave may not get lost unseen. */
function behaviourOf(value: object): { symbol: symbol; member: Function } | undefined {
  for (const symbol of Object.getOwnPropertySymbols(value)) {
    const member: unknown = Reflect.get(value, symbol)
    if (typeof member === "function") return { symbol, member }
  }
  return undefined
}

/** Whether an array is what a template's tag gets: its texts as they were written would be lost. */
function isTemplate(array: readonly unknown[]): boolean {
  const raw = Object.getOwnPropertyDescriptor(array, "raw")
  return raw?.enumerable === false && Array.isArray(raw.value)
}

const template = "the texts of a template, whose `raw` would be lost"
const templateAdvice = "Store a copy, `[...texts]`, and `[...texts.raw]` beside it where it is needed."

/** The step from a table to a value in a column. */
function cellStep({ key, places }: Cells, index: number): PathStep {
  return (container) => memberStep(key)(memberStep(places?.[index] ?? index)(container))
}

function isIndex(key: string): boolean {
  const number = Number(key)
  return Number.isInteger(number) && number >= 0 && number < 2 ** 32 - 1 && String(number) === key
}
