import type * as Arrow from "apache-arrow"
import type { ForeignAdapter } from "./adapters.ts"
import { DecodeError } from "./errors.ts"
import { className } from "./prototypes.ts"

type Kind = "Table" | "RecordBatch" | "Vector"
const kinds: readonly Kind[] = ["Table", "RecordBatch", "Vector"]

/**
 * Table, RecordBatch and Vector of Apache Arrow: a byte for the kind, then an IPC stream. All is written with classes of the
 * notebook's own apache-arrow, since one that was imported and one that was required are two sets of classes.
 */
export const arrowAdapter: ForeignAdapter = {
  name: "arrow",
  module: "apache-arrow",
  matches: (value) => kindOf(value) !== undefined,
  toBytes(value, module) {
    const kind = kindOf(value)
    if (!kind) throw new TypeError("not a value of Apache Arrow")
    const stream = writeStream(value, kind, arrowModule(module))
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

function kindOf(value: object): Kind | undefined {
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

function writeStream(value: object, kind: Kind, arrow: typeof Arrow): Uint8Array {
  const { schema, batches } = asTable(value, kind, arrow)
  const canonical = new SchemaCopy(arrow).schema(schema)
  const copies = batches
    .filter((batch) => batch.numRows > 0)
    .map((batch) => new arrow.RecordBatch(canonical, batch.data, batch.metadata))
  const table = copies.length > 0 ? new arrow.Table(canonical, copies) : new arrow.Table(canonical)
  return arrow.tableToIPC(table, "stream")
}

interface TableParts {
  schema: Arrow.Schema
  batches: readonly Arrow.RecordBatch[]
}

function asTable(value: object, kind: Kind, arrow: typeof Arrow): TableParts {
  // `kindOf` recognised each by its name and fields.
  if (kind === "Table") return value as Arrow.Table
  if (kind === "RecordBatch")
    return { schema: (value as Arrow.RecordBatch).schema, batches: [value as Arrow.RecordBatch] }
  return new arrow.Table({ vector: value as Arrow.Vector })
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
    const changes: PropertyDescriptorMap = {}
    if (this.#arrow.DataType.isDictionary(type)) {
      const number = this.#dictionaries.get(type.id) ?? this.#dictionaries.size
      this.#dictionaries.set(type.id, number)
      changes["id"] = { value: number, enumerable: true }
      changes["dictionary"] = { value: this.#type(type.dictionary), enumerable: true }
    } else if (Object.hasOwn(type, "children")) {
      const children = (type.children as readonly Arrow.Field[] | null)?.map((child) => this.#field(child))
      changes["children"] = { value: children, enumerable: true }
    } else return type
    const prototype: object | null = Object.getPrototypeOf(type)
    // Made of a type's prototype and properties, it is such a type.
    return Object.create(prototype, { ...Object.getOwnPropertyDescriptors(type), ...changes }) as Arrow.DataType
  }
}
