import { createHash } from "node:crypto"
import Database from "better-sqlite3"
import { ByteWriter } from "../../kernel/runtime/value/byteWriter.ts"
import type { ClassLocation } from "../../kernel/runtime/value/context.ts"
import { formatVersion, tags } from "../../kernel/runtime/value/format.ts"

/** The bytes of a value that claims to be an instance of a class. */
export function instanceOf(location: ClassLocation): Uint8Array {
  return valueBytes([location], (writer) => {
    writer.byte(tags.instance)
    writer.varint(0)
    writer.byte(tags.null)
  })
}

/** The bytes of a value whose sections name classes, and modules of adapters. */
export function valueBytes(
  classes: readonly ClassLocation[],
  body: (writer: ByteWriter) => void,
  modules: readonly string[] = [],
): Uint8Array {
  const writer = new ByteWriter(1024)
  writer.byte(formatVersion)
  writer.byte(1)
  writer.varint(classes.length)
  for (const location of classes) {
    writer.byte("cell" in location ? 1 : 0)
    for (const text of "cell" in location ? [location.cell] : [location.module, location.name]) writer.text(text)
  }
  writer.varint(modules.length)
  for (const module of modules) writer.text(module)
  // Nothing foreign, no memory.
  for (let sections = 0; sections < 3; sections++) writer.byte(0)
  body(writer)
  return new Uint8Array(writer.written())
}

/** Puts other bytes in the place of all results that tasks have, as somebody may have done who gives a store away. */
export function replaceResults(
  file: string,
  bytes: Uint8Array,
  change: { name?: string; classes?: string } = {},
): void {
  const database = new Database(file)
  const hash = createHash("sha256").update(bytes).digest("hex")
  database
    .prepare("INSERT INTO results (hash, encoding, size, packed_size, digest, inline, classes) VALUES (?,?,?,?,?,?,?)")
    .run(hash, "raw", bytes.length, bytes.length, hash, bytes, change.classes ?? null)
  const entries = database.prepare<[], { number: number; outputs: string }>("SELECT number, outputs FROM entries").all()
  for (const { number, outputs } of entries) {
    const names: unknown = JSON.parse(outputs)
    const replaced = Array.isArray(names) ? names.map((pair) => [change.name ?? Object(pair)[0], hash]) : []
    database.prepare("UPDATE entries SET outputs = ? WHERE number = ?").run(JSON.stringify(replaced), number)
  }
  database.close()
}
