import { randomUUID } from "node:crypto"
import { constants, lstat, mkdir, open, rename, rm, type FileHandle } from "node:fs/promises"
import { totalmem } from "node:os"
import { dirname, join } from "node:path"
import type { ValueReference } from "../../model/valueReference.ts"
import { hashFile, readAndHash, sha256 } from "./digest.ts"
import { DecodeError, ResultDamagedError, ResultFolderError } from "./errors.ts"
import { pack, unpack } from "./packing.ts"

/** Up to this size, in bytes after packing, a result travels in its reference. */
const inlineLimit = 4096
/** What the system writes at once, in bytes. */
const blockSize = 1 << 26

const hexHash = /^[0-9a-f]{64}$/

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
    if (!(await isSound(reference, this))) await this.#place(reference, packed.bytes)
    return reference
  }

  /**
   * The bytes of a result.
   * @throws {ResultDamagedError} when they are gone or not the ones that were written
   */
  async read(reference: ValueReference): Promise<Uint8Array> {
    const { hash, inline, packedSize, digest } = reference
    const file = inline === undefined ? `the file ${this.pathOf(hash)}` : `the result ${hash}`
    const packed = inline === undefined ? await this.#readFile(reference, file) : bytesOf(inline)
    const found = inline === undefined ? undefined : sha256(packed)
    if (packed.length !== packedSize || (found !== undefined && found !== digest)) {
      throw new ResultDamagedError(hash, `${file} has changed`)
    }
    return unpack(packed, reference, file)
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
      if (!(await isSound(reference, this))) throw error
    }
  }

  /** What is written in this folder stays in it. */
  async #refuseLinks(inner: string): Promise<void> {
    for (const folder of [this.#folder, inner]) {
      if ((await lstat(folder)).isDirectory()) continue
      throw new ResultFolderError(folder)
    }
  }

  async #readFile({ hash, packedSize, digest }: ValueReference, file: string): Promise<Uint8Array> {
    const handle = await openToRead(this.pathOf(hash))
    if (!handle) throw new ResultDamagedError(hash, `${file} is gone`)
    try {
      const { size } = await handle.stat()
      if (size !== packedSize) throw new ResultDamagedError(hash, `${file} has ${size} bytes instead of ${packedSize}`)
      if (size > totalmem()) throw new DecodeError(`A stored result takes more memory than this machine has: ${file}`)
      const bytes = Buffer.allocUnsafeSlow(size)
      const read = await readAndHash(handle, bytes)
      if (read.length !== size || read.digest !== digest) throw new ResultDamagedError(hash, `${file} has changed`)
      return bytes
    } finally {
      await handle.close()
    }
  }
}

/** Whether a result's bytes are there, with the right size and digest. Doesn't hold a file in memory. */
export async function isSound(reference: ValueReference, folder: ResultFolder): Promise<boolean> {
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
