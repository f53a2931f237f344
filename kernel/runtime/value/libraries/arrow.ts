import type * as Arrow from "apache-arrow"
import type { ForeignAdapter } from "../adapters.ts"
import { DecodeError } from "../errors.ts"
import { className } from "../prototypes.ts"

type Kind = "Table" | "RecordBatch" | "Vector"
const kinds: readonly Kind[] = ["Table", "RecordBatch", "Vector"]

/** Table, RecordBatch and Vector of Apache Arrow: a byte for the kind, then an IPC stream. */
export const arrowAdapter: ForeignAdapter = {
  name: "arrow",
  module: "apache-arrow",
  matches: (value) => kindOf(value) !== undefined,
  toBytes(value, module) {
    const kind = kindOf(value)
    if (!kind) throw new TypeError("not a value of Apache Arrow")
    const arrow = arrowModule(module)
    // Its two builds (imported, required) are two sets of classes, and one writes the other's types wrong without a word.
    if (value.constructor !== arrow[kind]) {
      throw new TypeError("it was made by another copy of apache-arrow than the one that the notebook imports")
    }
    const stream = writeStream(value, arrow)
    const bytes = new Uint8Array(1 + stream.length)
    bytes[0] = kinds.indexOf(kind)
    bytes.set(stream, 1)
    return bytes
  },
  fromBytes(bytes, module) {
    const arrow = arrowModule(module)
    // A copy, because the value goes on to use the memory that it is read from.
    const table = arrow.tableFromIPC(bytes.slice(1))
    const kind = kinds[bytes[0] ?? -1]
    const found = kind === "RecordBatch" ? table.batches[0] : kind === "Vector" ? table.getChildAt(0) : table
    if (!kind || !found) throw new DecodeError("The bytes of a stored Arrow value are damaged")
    return found
  },
}

/** Which of Arrow's classes made a value, in whichever copy of the library. */
export function kindOf(value: object): Kind | undefined {
  const name = className(value)
  if (name === "Table" && "schema" in value && "batches" in value) return "Table"
  if (name === "RecordBatch" && "schema" in value && "data" in value) return "RecordBatch"
  if (name === "Vector" && "type" in value && "data" in value && "stride" in value) return "Vector"
  return undefined
}

function arrowModule(module: unknown): typeof Arrow {
  // Whatever is under this name in the notebook's node_modules; what is missing there throws at its use.
  return module as typeof Arrow
}

function writeStream(value: object, arrow: typeof Arrow): Uint8Array {
  const { schema, batches } = partsOf(value, arrow)
  const canonical = new SchemaCopy(arrow).schema(schema)
  const writer = new arrow.RecordBatchStreamWriter()
  writer.reset(undefined, canonical)
  for (const batch of batches) if (batch.numRows > 0) writer.write(withSchema(batch, canonical))
  return writer.finish().toUint8Array(true)
}

interface Parts {
  schema: Arrow.Schema
  batches: readonly Arrow.RecordBatch[]
}

const isTable = (value: object): value is Arrow.Table => kindOf(value) === "Table"
const isRecordBatch = (value: object): value is Arrow.RecordBatch => kindOf(value) === "RecordBatch"
const isVector = (value: object): value is Arrow.Vector => kindOf(value) === "Vector"

function partsOf(value: object, arrow: typeof Arrow): Parts {
  if (isTable(value)) return value
  if (isRecordBatch(value)) return { schema: value.schema, batches: [value] }
  if (!isVector(value)) throw new TypeError("not a value of Apache Arrow")
  const { type, data } = value
  const schema = new arrow.Schema([new arrow.Field("vector", type, true)])
  const batches = data.map((chunk) => {
    const children: Arrow.Data[] = [chunk]
    const type = new arrow.Struct(schema.fields)
    return new arrow.RecordBatch(schema, arrow.makeData({ type, length: chunk.length, nullCount: 0, children }))
  })
  return { schema, batches }
}

/** The writer goes on with a batch only if its schema equals that of the stream; with the same object, it does. */
function withSchema(batch: Arrow.RecordBatch, schema: Arrow.Schema): Arrow.RecordBatch {
  return copyWith(batch, { schema, _dictionaries: undefined })
}

function copyWith<T extends object>(original: T, changes: Readonly<Record<string, unknown>>): T {
  const copy: unknown = Object.create(Object.getPrototypeOf(original), Object.getOwnPropertyDescriptors(original))
  for (const [key, value] of Object.entries(changes)) {
    Object.defineProperty(copy, key, { value, writable: true, enumerable: true, configurable: true })
  }
  // With the original's prototype and properties, the copy is what the original is.
  return copy as T
}

/**
 * Copies a schema with its dictionaries numbered from 0 in order of appearance. Arrow numbers them from a counter of the
 * process, so equal tables would have other bytes each time.
 */
class SchemaCopy {
  readonly #arrow: typeof Arrow
  readonly #dictionaries = new Map<number, number>()

  constructor(arrow: typeof Arrow) {
    this.#arrow = arrow
  }

  schema(schema: Arrow.Schema): Arrow.Schema {
    const fields = schema.fields.map((field) => this.#field(field))
    return new this.#arrow.Schema(fields, schema.metadata, undefined, schema.metadataVersion)
  }

  #field(field: Arrow.Field): Arrow.Field {
    return new this.#arrow.Field(field.name, this.#type(field.type), field.nullable, field.metadata)
  }

  #type(type: Arrow.DataType): Arrow.DataType {
    if (this.#arrow.DataType.isDictionary(type)) {
      const id = this.#dictionaries.get(type.id) ?? this.#dictionaries.size
      this.#dictionaries.set(type.id, id)
      return copyWith<Arrow.DataType>(type, { id, dictionary: this.#type(type.dictionary) })
    }
    const children = type.children
    return children ? copyWith(type, { children: children.map((child) => this.#field(child)) }) : type
  }
}
