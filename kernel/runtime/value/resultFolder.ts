import { randomUUID } from "node:crypto"
import { readSync } from "node:fs"
import { constants, lstat, mkdir, open, rename, rm, type FileHandle } from "node:fs/promises"
import { totalmem } from "node:os"
import { dirname, join } from "node:path"
import type { ValueReference } from "../../model/valueReference.ts"
import { hashFile, readAndHash, sha256 } from "./digest.ts"
import { DecodeError, ResultDamagedError, ResultFolderError } from "./errors.ts"
import { findBlocks, type BlockPlace, type OwnBlock } from "./memoryBlocks.ts"
import { pack, unpack } from "./packing.ts"

/** Up to this size, in bytes after packing, a result travels in its reference. */
const inlineLimit = 4096
/** What the system writes at once, in bytes. */
const blockSize = 1 << 26

const hexHash = /^[0-9a-f]{64}$/

/** The bytes of a result, as they were before packing. */
export interface ReadBytes {
  /** All but the blocks. */
  bytes: Uint8Array
  /** Large blocks of memory, in order. */
  blocks: readonly OwnBlock[]
}

/** The folder of result files, `<first two digits>/<hash>`, used by several processes at once. */
export class ResultFolder {
  readonly #folder: string

  /** @param folder absolute path; made when the first file is written */
  constructor(folder: string) {
    this.#folder = folder
  }

  /**
   * Keeps bytes: packed when that pays, in the reference when small, else in a file that is there, whole and synced, when
   * this returns. Equal bytes are kept once.
   * @param classes names of the cells' classes that decoding needs
   */
  async write(bytes: Uint8Array, classes: readonly string[]): Promise<ValueReference> {
    const hash = sha256(bytes)
    const packed = await pack(bytes)
    const reference: ValueReference = {
      hash,
      encoding: packed.encoding,
      size: bytes.length,
      packedSize: packed.bytes.length,
      digest: packed.encoding === "raw" ? hash : sha256(packed.bytes),
      ...(classes.length > 0 && { classes }),
    }
    if (packed.bytes.length <= inlineLimit)
      return { ...reference, inline: Buffer.from(packed.bytes).toString("base64") }
    if (!(await isIntact(reference, this))) await this.#place(reference, packed.bytes)
    return reference
  }

  /**
   * The bytes of a result, in memory of their own.
   * @throws {ResultDamagedError} when they are gone or not the ones that were written
   */
  async read(reference: ValueReference): Promise<ReadBytes> {
    const { hash, inline, packedSize, digest } = reference
    if (inline === undefined) {
      const file = `the file ${this.pathOf(hash)}`
      const read = await this.#readFile(reference, file)
      return read.blocks.length > 0 ? read : { bytes: await unpack(read.bytes, reference, file), blocks: [] }
    }
    const file = `the result ${hash}`
    const packed = bytesOf(inline)
    if (packed.length !== packedSize || sha256(packed) !== digest) {
      throw new ResultDamagedError(hash, `${file} has changed`)
    }
    return { bytes: await unpack(packed, reference, file), blocks: [] }
  }

  /**
   * The absolute path of a result's file.
   * @throws {ResultDamagedError} when `hash` is not a hash, so that it can't lead out of the folder
   */
  pathOf(hash: string): string {
    if (!hexHash.test(hash)) throw new ResultDamagedError(hash, `'${hash}' is not the hash of a result`)
    return join(this.#folder, hash.slice(0, 2), hash)
  }

  async #place(reference: ValueReference, bytes: Uint8Array): Promise<void> {
    const path = this.pathOf(reference.hash)
    const temporary = join(dirname(path), `.${randomUUID()}.tmp`)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await this.#refuseLinks(dirname(path))
    try {
      await writeSynced(temporary, bytes)
      await rename(temporary, path)
    } catch (error) {
      await rm(temporary, { force: true })
      // Windows doesn't replace a file that another process has open; that process has just written or is reading the same.
      if (!(await isIntact(reference, this))) throw error
    }
  }

  /** What is written in this folder stays in it. */
  async #refuseLinks(inner: string): Promise<void> {
    for (const folder of [this.#folder, inner]) {
      if ((await lstat(folder)).isDirectory()) continue
      throw new ResultFolderError(folder)
    }
  }

  async #readFile(
    { hash, encoding, size: unpackedSize, packedSize, digest }: ValueReference,
    file: string,
  ): Promise<ReadBytes> {
    const handle = await openToRead(this.pathOf(hash))
    if (!handle) throw new ResultDamagedError(hash, `${file} is gone`)
    try {
      const { size } = await handle.stat()
      if (size !== packedSize) throw new ResultDamagedError(hash, `${file} has ${size} bytes instead of ${packedSize}`)
      if (size > totalmem()) throw new DecodeError(`A stored result takes more memory than this machine has: ${file}`)
      // A look ahead, before the hash is known: if the file changes meanwhile, or is damaged, its hash is another one.
      const places =
        encoding === "raw" && unpackedSize === size ? findBlocks(size, (...at) => readAt(handle, ...at)) : []
      const { targets, ...read } = memoryFor(size, places)
      if ((await readAndHash(handle, targets)) !== digest) throw new ResultDamagedError(hash, `${file} has changed`)
      return read
    } finally {
      await handle.close()
    }
  }
}

/** Memory for a file: its blocks in ArrayBuffers of their own, all else together. */
function memoryFor(size: number, places: readonly BlockPlace[]): ReadBytes & { targets: readonly Uint8Array[] } {
  const bytes = Buffer.allocUnsafeSlow(places.reduce((left, { length }) => left - length, size))
  const blocks: OwnBlock[] = []
  const targets: Uint8Array[] = []
  let inBlocks = 0
  let end = 0
  for (const { start, length } of places) {
    const { buffer } = Buffer.allocUnsafeSlow(length)
    blocks.push({ start, buffer })
    targets.push(bytes.subarray(end - inBlocks, start - inBlocks), new Uint8Array(buffer))
    inBlocks += length
    end = start + length
  }
  targets.push(bytes.subarray(end - inBlocks))
  return { bytes, blocks, targets }
}

function readAt({ fd }: FileHandle, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  return bytes.subarray(0, readSync(fd, bytes, 0, length, position))
}

/** Whether a result's bytes are there, with the right size and digest. Doesn't hold a file in memory. */
export async function isIntact(reference: ValueReference, folder: ResultFolder): Promise<boolean> {
  const { hash, inline, packedSize, digest } = reference
  if (inline !== undefined) {
    const packed = bytesOf(inline)
    return packed.length === packedSize && sha256(packed) === digest
  }
  if (!hexHash.test(hash)) return false
  const handle = await openToRead(folder.pathOf(hash))
  if (!handle) return false
  try {
    const { size } = await handle.stat()
    return size === packedSize && (await hashFile(handle)) === digest
  } finally {
    await handle.close()
  }
}

/** In memory of its own, since what is decoded may keep it. */
function bytesOf(inline: string): Uint8Array {
  return new Uint8Array(Buffer.from(inline, "base64"))
}

/** Follows no link, and waits for nobody at the other end of a pipe; Windows has neither. */
const readFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
/** How the system calls what isn't there, and what isn't a file. */
const noFile = new Set<unknown>(["ENOENT", "ENOTDIR", "ELOOP", "EMLINK", "ENXIO", "EISDIR"])

/** Undefined when there is no file. */
async function openToRead(path: string): Promise<FileHandle | undefined> {
  let handle: FileHandle
  try {
    handle = await open(path, readFlags)
  } catch (error) {
    if (error instanceof Error && "code" in error && noFile.has(error.code)) return undefined
    throw error
  }
  if ((await handle.stat()).isFile()) return handle
  await handle.close()
  return undefined
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, "wx", 0o600)
  try {
    for (let start = 0; start < bytes.length;) {
      const { bytesWritten } = await handle.write(bytes, start, Math.min(blockSize, bytes.length - start), start)
      start += bytesWritten
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
}
