import { fork, type ChildProcess } from "node:child_process"
import { createHash } from "node:crypto"
import { once } from "node:events"
import { mkdtemp, readFile, readdir, rm, stat, truncate, utimes, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { zstdCompressSync } from "node:zlib"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { ValueReference } from "../../../kernel/model/valueReference.ts"
import { ResultDamagedError } from "../../../kernel/runtime/value/errors.ts"
import { ResultFolder, isIntact } from "../../../kernel/runtime/value/resultFolder.ts"
import { loadValue, storeValue } from "../../../kernel/runtime/value/store.ts"
import { noClasses } from "./context.ts"

let root = ""
let count = 0
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), "tsnb results "))))
afterAll(() => rm(root, { recursive: true }))

function newFolder(): ResultFolder {
  return new ResultFolder(join(root, String(count++)))
}

/** Bytes that don't compress. */
function noise(size: number): Uint8Array {
  let seed = createHash("sha256").update(String(size)).digest()
  const blocks: Buffer[] = []
  for (let have = 0; have < size; have += seed.length) {
    seed = createHash("sha256").update(seed).digest()
    blocks.push(seed)
  }
  return Buffer.concat(blocks).subarray(0, size)
}

function text(size: number): Uint8Array {
  return Buffer.from("PULocationID ".repeat(Math.ceil(size / 13))).subarray(0, size)
}

describe("how much packed bytes may stand for", () => {
  test("a small file that stands for a large result is refused before it is unpacked", async () => {
    const folder = newFolder()
    const packed = zstdCompressSync(new Uint8Array(1 << 20))
    const digest = createHash("sha256").update(packed).digest("hex")
    const bomb: ValueReference = {
      hash: "a".repeat(64),
      encoding: "zstd",
      size: 2 ** 31 - 1,
      packedSize: packed.length,
      digest,
      inline: packed.toString("base64"),
    }
    const before = process.resourceUsage().maxRSS
    await expect(folder.read(bomb)).rejects.toThrow(/would unpack from \d+ bytes to 2147483647/)
    for (const size of [-1, NaN, 2 ** 40])
      await expect(folder.read({ ...bomb, size })).rejects.toThrow(ResultDamagedError)
    // What it says is more than it has, or less.
    for (const size of [(1 << 20) - 1, 1 << 21])
      await expect(folder.read({ ...bomb, size })).rejects.toThrow(ResultDamagedError)
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(200_000)
  })

  test("what packs to next to nothing is kept unpacked when it is large, and is read again", async () => {
    const folder = newFolder()
    const bytes = new Uint8Array(2 ** 27 + 1)
    const reference = await folder.write(bytes, [])
    expect(reference).toMatchObject({ encoding: "raw", packedSize: bytes.length })
    expect((await folder.read(reference)).bytes.length).toBe(bytes.length)
  })
})

describe("what is written is read", () => {
  test.each<readonly [string, Uint8Array, ValueReference["encoding"], "inline" | "file"]>([
    ["nothing", new Uint8Array(), "raw", "inline"],
    ["1,023 bytes", text(1023), "raw", "inline"],
    ["1,024 bytes", text(1024), "zstd", "inline"],
    ["4,096 bytes of noise", noise(4096), "raw", "inline"],
    ["4,097 bytes of noise", noise(4097), "raw", "file"],
    ["text that packs to little", text(1_000_000), "zstd", "inline"],
    ["text and noise", Buffer.concat([text(20_000), noise(20_000)]), "zstd", "file"],
    ["much text and noise", Buffer.concat([text(900_000), noise(900_000)]), "zstd", "file"],
    ["noise with too little to save", Buffer.concat([noise(100_000), text(5000)]), "raw", "file"],
    ["much noise", noise(20_000_000), "raw", "file"],
  ])("%s", async (_, bytes, encoding, where) => {
    const folder = newFolder()
    const reference = await folder.write(bytes, [])
    expect(reference.hash).toBe(createHash("sha256").update(bytes).digest("hex"))
    expect(reference).toMatchObject({ encoding, size: bytes.length })
    expect(reference.inline === undefined ? "file" : "inline").toBe(where)
    expect(reference).not.toHaveProperty("classes")
    const { inline } = reference
    const packed = inline === undefined ? await readFile(folder.pathOf(reference.hash)) : Buffer.from(inline, "base64")
    expect(packed).toHaveLength(reference.packedSize)
    expect(reference.digest).toBe(createHash("sha256").update(packed).digest("hex"))
    expect(Buffer.compare((await folder.read(reference)).bytes, bytes)).toBe(0)
    expect(await isIntact(reference, folder)).toBe(true)
  })

  test("the file is at its first two digits and hash, with nothing beside it", async () => {
    const folder = newFolder()
    const { hash } = await folder.write(noise(5000), [])
    const place = join(root, String(count - 1), hash.slice(0, 2))
    expect(folder.pathOf(hash)).toBe(join(place, hash))
    expect(await readdir(place)).toEqual([hash])
  })

  test("the classes that decoding needs are named", async () => {
    expect(await newFolder().write(noise(10), ["Model"])).toMatchObject({ classes: ["Model"] })
  })

  test("equal bytes are stored once", async () => {
    const folder = newFolder()
    const first = await folder.write(noise(50_000), [])
    const path = folder.pathOf(first.hash)
    await utimes(path, 1, 1)
    expect(await folder.write(noise(50_000), [])).toEqual(first)
    expect((await stat(path)).mtimeMs).toBe(1000)
  })

  test("a value of user code, there and back", async () => {
    const folder = newFolder()
    const value = {
      rows: Array.from({ length: 5000 }, (_, id) => ({ id, name: `trip ${id}` })),
      data: Float64Array.of(1, 2),
    }
    expect(await loadValue(await storeValue(value, "value", noClasses, folder), noClasses, folder)).toStrictEqual(value)
  })
})

/** Of numbers that don't compress; two of them are large blocks of memory. */
function columns(): Float64Array[] {
  return [3, 100_000, 7, 50_000].map((length, column) =>
    Float64Array.from({ length }, (_, index) => Math.sin(index + column)),
  )
}

async function thereAndBack(value: unknown): Promise<unknown> {
  const folder = newFolder()
  const reference = await storeValue(value, "value", noClasses, folder)
  expect(reference).toMatchObject({ encoding: "raw" })
  return loadValue(reference, noClasses, folder)
}

describe("large blocks of memory", () => {
  test("are read into ArrayBuffers of their own, as long as they were", async () => {
    const back = await thereAndBack(columns())
    expect(back).toStrictEqual(columns())
    const buffers = Array.isArray(back) ? back.map(({ buffer }: Float64Array) => buffer) : []
    expect(buffers.map(({ byteLength }) => byteLength)).toEqual([24, 800_000, 56, 400_000])
    expect(new Set(buffers).size).toBe(4)
  })

  test("are new ones for each reader", async () => {
    const folder = newFolder()
    const reference = await storeValue(columns(), "value", noClasses, folder)
    const first = await loadValue(reference, noClasses, folder)
    if (Array.isArray(first)) for (const column of first) if (column instanceof Float64Array) column.fill(0)
    expect(await loadValue(reference, noClasses, folder)).toStrictEqual(columns())
  })

  test("are shared by the views that shared them", async () => {
    const [, column = new Float64Array()] = columns()
    const back = Object(await thereAndBack({ column, part: column.subarray(10, 20), bytes: column.buffer }))
    expect(back.part).toStrictEqual(column.subarray(10, 20))
    expect(back.part.buffer).toBe(back.column.buffer)
    expect(back.bytes).toBe(back.column.buffer)
  })

  test("stay resizable", async () => {
    const buffer = new ArrayBuffer(800_000, { maxByteLength: 900_000 })
    new Uint8Array(buffer).set(noise(800_000))
    const back = Object(await thereAndBack({ buffer, column: columns()[1] }))
    expect(Buffer.compare(Buffer.from(back.buffer), noise(800_000))).toBe(0)
    expect(back.buffer.maxByteLength).toBe(900_000)
    expect(back.column).toStrictEqual(columns()[1])
  })

  test.each([2, 5, 12, 1000, 800_100, 1_199_000])("damage at %d is noticed", async (at) => {
    const folder = newFolder()
    const reference = await storeValue(columns(), "value", noClasses, folder)
    await flip(folder.pathOf(reference.hash), at)
    await expect(loadValue(reference, noClasses, folder)).rejects.toThrow(ResultDamagedError)
  })
})

async function flip(path: string, at: number): Promise<void> {
  const bytes = await readFile(path)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  await writeFile(path, bytes)
}

describe("damage is noticed", () => {
  const size = 100_000

  test.each<readonly [string, (path: string) => Promise<unknown>, string]>([
    ["gone", (path) => rm(path), "is gone"],
    ["cut off", (path) => truncate(path, size - 1), `has ${size - 1} bytes instead of ${size}`],
    ["empty", (path) => truncate(path, 0), `has 0 bytes instead of ${size}`],
    ["longer", (path) => writeFile(path, "x", { flag: "a" }), `has ${size + 1} bytes instead of ${size}`],
    ["first bit", (path) => flip(path, 0), "has changed"],
    ["last bit", (path) => flip(path, size - 1), "has changed"],
  ])("%s, and mended by writing again", async (_, damage, message) => {
    const folder = newFolder()
    const reference = await folder.write(noise(size), [])
    const path = folder.pathOf(reference.hash)
    await damage(path)
    expect(await isIntact(reference, folder)).toBe(false)
    const reading = folder.read(reference)
    await expect(reading).rejects.toThrow(ResultDamagedError)
    await expect(reading).rejects.toThrow(`the file ${path} ${message}`)
    await expect(reading).rejects.toThrow("The next run computes it again.")
    await expect(reading).rejects.toMatchObject({ hash: reference.hash })
    await folder.write(noise(size), [])
    expect(await isIntact(reference, folder)).toBe(true)
    expect(await readdir(join(path, ".."))).toEqual([reference.hash])
  })

  test("in a reference's own bytes", async () => {
    const folder = newFolder()
    const reference = await folder.write(text(2000), [])
    const bytes = Buffer.from(reference.inline ?? "", "base64")
    bytes[9] = (bytes[9] ?? 0) ^ 1
    const damaged = { ...reference, inline: bytes.toString("base64") }
    expect(await isIntact(damaged, folder)).toBe(false)
    await expect(folder.read(damaged)).rejects.toThrow(ResultDamagedError)
  })

  test.each<readonly [string, Partial<ValueReference>]>([
    ["too small a size", { size: 10 }],
    ["too large a size", { size: 3000 }],
    ["bytes that aren't packed", { encoding: "raw" }],
  ])("in a reference: %s", async (_, wrong) => {
    const folder = newFolder()
    const reference = { ...(await folder.write(text(2000), [])), ...wrong }
    await expect(folder.read(reference)).rejects.toThrow(ResultDamagedError)
  })

  test.each(["", "../../etc/passwd", "a".repeat(63), `${"a".repeat(63)}/`])(
    "a hash that is none: '%s'",
    async (hash) => {
      const folder = newFolder()
      const reference: ValueReference = { hash, encoding: "raw", size: 1, packedSize: 1, digest: hash }
      expect(await isIntact(reference, folder)).toBe(false)
      await expect(folder.read(reference)).rejects.toThrow(ResultDamagedError)
    },
  )
})

describe("several processes", () => {
  test("write the same results at once", async () => {
    const folder = newFolder()
    const path = join(root, String(count - 1))
    const writers = Array.from({ length: 4 }, () =>
      fork(join(import.meta.dirname, "writer.ts"), [path], { execArgv: [] }),
    )
    await Promise.all(writers.map((writer) => message(writer)))
    const results = Promise.all(writers.map((writer) => message(writer)))
    const exits = Promise.all(writers.map((writer) => once(writer, "exit")))
    for (const writer of writers) writer.send("go")
    const [first, ...others] = await results
    for (const other of others) expect(other).toEqual(first)
    expect(await exits).toEqual(writers.map(() => [0, null]))
    const hashes: readonly unknown[] = Array.isArray(first) ? first : []
    const files = await readdir(path, { recursive: true, withFileTypes: true })
    const names = files.filter((entry) => entry.isFile()).map((entry) => entry.name)
    expect(names.toSorted()).toEqual(hashes.map(String).toSorted())
    for (const name of names) {
      const bytes = await readFile(folder.pathOf(name))
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(name)
    }
  })
})

async function message(child: ChildProcess): Promise<unknown> {
  const [received]: unknown[] = await once(child, "message")
  return received
}
