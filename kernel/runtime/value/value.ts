import { adapters as knownAdapters, foreignAdapters } from "./adapters.ts"
import { ByteReader } from "./byteReader.ts"
import { ByteWriter } from "./byteWriter.ts"
import type { ClassLocation, ClassUse, EncodedValue, ValueContext } from "./context.ts"
import { Decoder, type Sections } from "./decoder.ts"
import { nodeClassAt, nodeClassLocation } from "./errorClass.ts"
import { Encoder, type ForeignValue, type UsedClass } from "./encoder.ts"
import { DecodeError, UnstorableError } from "./errors.ts"
import { bareObjectVersion, errorClassVersion, formatVersion, readableVersions } from "./format.ts"
import type { OwnBlock } from "./memoryBlocks.ts"
import { readMemory } from "./memoryReader.ts"
import { errorMessage } from "../../errorMessage.ts"

/** Kept from one value to the next, so that a small value costs no allocation but its own. */
let spare: ByteWriter | undefined
const spareLimit = 1 << 20

/**
 * Encodes a value in the canonical format of format.ts. The value is read at once, before the first `await`.
 * @param name what the value is called in messages
 * @throws {UnstorableError} naming the part that can't be stored
 */
export async function encodeValue(value: unknown, name: string, context: ValueContext): Promise<EncodedValue> {
  const writer = spare ?? new ByteWriter(1 << 12)
  spare = undefined
  writer.length = 0
  writer.byte(formatVersion)
  writer.byte(0)
  const encoder = new Encoder(writer, name)
  encoder.write(value)
  const { classes, foreign, memory, adapters } = encoder
  const version = versionOf(encoder)
  writer.buffer[0] = version
  const isBare = classes.length === 0 && foreign.length === 0 && adapters.size === 0 && memory.isEmpty
  if (isBare) return { bytes: takeBytes(writer), classes: [] }
  // Other code runs while classes and modules are looked up; it may not change what was read.
  const memorySection = memory.section(classes.length > 0 || foreign.length > 0)
  const located: LocatedClass[] = []
  for (const used of classes) located.push({ use: used.use, location: await locate(used, name, context) })
  const foreignBytes: (readonly [name: string, bytes: Uint8Array])[] = []
  for (const item of foreign) foreignBytes.push([item.adapter.name, await foreignToBytes(item, name, context)])

  const foreignSize = foreignBytes.reduce((sum, [, bytes]) => sum + bytes.length, 0)
  const whole = new ByteWriter(writer.length + memorySection.size + foreignSize + 1024)
  whole.byte(version)
  whole.byte(1)
  writeLocations(whole, located)
  whole.varint(adapters.size)
  for (const { module } of adapters) whole.text(module)
  writeForeign(whole, foreignBytes)
  memorySection.write(whole)
  whole.bytes(writer.written().subarray(2))
  giveBack(writer)
  const cells = located.flatMap(({ location }) => (location && "cell" in location ? [location.cell] : []))
  return { bytes: whole.written(), classes: [...new Set(cells)].toSorted() }
}

/** The oldest version that has what is in a value: the bytes of those without stay what they were. */
function versionOf({ classes, hasBareObjects }: Encoder): number {
  if (hasBareObjects) return bareObjectVersion
  return classes.some(({ use }) => use === "error") ? errorClassVersion : formatVersion
}

/** What was written, in memory of its own; the writer is kept for the next value unless it grew large. */
function takeBytes(writer: ByteWriter): Uint8Array {
  if (writer.buffer.length > spareLimit) return writer.written()
  const bytes = new Uint8Array(writer.written())
  giveBack(writer)
  return bytes
}

function giveBack(writer: ByteWriter): void {
  if (writer.buffer.length <= spareLimit) spare = writer
}

/** A class in the section: where it is found, unless that is nowhere and its errors can do without. */
interface LocatedClass {
  use: ClassUse
  location: ClassLocation | undefined
}

async function locate(used: UsedClass, name: string, context: ValueContext): Promise<ClassLocation | undefined> {
  const location = nodeClassLocation(used.constructor) ?? (await context.locateClass(used.constructor))
  if (location ?? used.isOptional) return location
  const isError = used.use === "error"
  const kind = isError ? "an error" : "an instance"
  const otherwise = isError ? ", or keep what matters of the error, such as its message" : ""
  const advice = `Export the class from a module that a cell imports, or define it at the top level of a cell${otherwise}.`
  throw new UnstorableError(
    name,
    used.path,
    `${kind} of the class ${used.constructor.name}, which can't be found again from another process`,
    advice,
  )
}

async function foreignToBytes(item: ForeignValue, name: string, context: ValueContext): Promise<Uint8Array> {
  const { adapter, value, path } = item
  try {
    return await adapter.toBytes(value, await context.importModule(adapter.module))
  } catch (error) {
    const reason = errorMessage(error)
    const what = `a value of ${adapter.module}, which could not write it: ${reason}`
    throw new UnstorableError(name, path, what, "Return plain data instead.", { cause: error })
  }
}

function writeForeign(writer: ByteWriter, items: readonly (readonly [name: string, bytes: Uint8Array])[]): void {
  writer.varint(items.length)
  for (const [name, bytes] of items) {
    writer.text(name)
    writer.varint(bytes.length)
    writer.bytes(bytes)
  }
}

function writeLocations(writer: ByteWriter, classes: readonly LocatedClass[]): void {
  writer.varint(classes.length)
  for (const { location, use } of classes) {
    if (!location) {
      writer.byte(nowhere)
      continue
    }
    writer.byte(("cell" in location ? inCell : 0) + (use === "error" ? ofErrors : 0))
    for (const text of "cell" in location ? [location.cell] : [location.module, location.name]) writer.text(text)
  }
}

/**
 * Decodes what `encodeValue` made.
 * @param blocks what isn't in the bytes but has memory of its own, which becomes the value's
 * @throws {DecodeError} when the bytes are damaged, or a class or module that they need isn't there
 */
export async function decodeValue(
  bytes: Uint8Array,
  context: ValueContext,
  blocks: readonly OwnBlock[] = [],
): Promise<unknown> {
  try {
    const reader = new ByteReader(bytes, blocks)
    const version = reader.byte()
    if (!readableVersions.has(version))
      throw new DecodeError(`A stored value has the unknown format version ${version}`)
    const sections = reader.byte() === 0 ? noSections : await readSections(reader, context)
    return new Decoder(reader, sections).read()
  } catch (error) {
    if (error instanceof DecodeError) throw error
    const reason = errorMessage(error)
    throw new DecodeError(`A stored value can't be decoded: ${reason}`, { cause: error })
  }
}

const noSections: Sections = { classes: [], modules: new Map(), foreign: [], memory: [] }

async function readSections(reader: ByteReader, context: ValueContext): Promise<Sections> {
  const classes: unknown[] = []
  for (let left = reader.count(); left > 0; left--) classes.push(await readClass(reader, context))
  const modules = new Map<string, unknown>()
  for (let left = reader.count(); left > 0; left--) {
    const specifier = reader.text()
    // Damaged bytes must not get any module imported.
    if (!knownAdapters.some((adapter) => adapter.module === specifier)) {
      throw new DecodeError(`A stored value asks for the unknown module '${specifier}'`)
    }
    modules.set(specifier, await context.loadModule(specifier))
  }
  const foreign: object[] = []
  for (let left = reader.count(); left > 0; left--) foreign.push(await readForeign(reader, context))
  return { classes, modules, foreign, memory: readMemory(reader) }
}

/** What the byte before a class's location says; see format.ts. */
const inCell = 1
const ofErrors = 2
const nowhere = 4

async function readClass(reader: ByteReader, context: ValueContext): Promise<unknown> {
  const form = reader.byte()
  if (form === nowhere) return undefined
  const isInCell = form % 2 === inCell
  const location = isInCell ? { cell: reader.text() } : { module: reader.text(), name: reader.text() }
  return nodeClassAt(location) ?? context.loadClass(location, form >= ofErrors ? "error" : "instance")
}

async function readForeign(reader: ByteReader, context: ValueContext): Promise<object> {
  const name = reader.text()
  const bytes = reader.bytes(reader.count())
  const adapter = foreignAdapters.find((adapter) => adapter.name === name)
  if (!adapter) throw new DecodeError(`A stored value is of the unknown kind '${name}'`)
  return adapter.fromBytes(bytes, await context.loadModule(adapter.module))
}
