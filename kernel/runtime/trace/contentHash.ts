import { createHash, hash } from "node:crypto"
import { createReadStream, type BigIntStats } from "node:fs"
import { isOutOfFiles } from "../../openFiles.ts"
import { untraced } from "./untraced.ts"

/** How long a file must have been at rest, before it was hashed, for its time stamps to vouch for it, in milliseconds. */
const restMilliseconds = 1000

const chunkBytes = 1 << 20

/** SHA-256 of a text, in hex. */
export function textHash(text: string): string {
  return hash("sha256", text)
}

/** SHA-256 of bytes, in hex. */
export function bytesHash(bytes: Uint8Array | string): string {
  return hash("sha256", bytes)
}

/** The file's status, following links; undefined when there is nothing to be reached under this path. */
export function statusOf(path: string): BigIntStats | undefined {
  try {
    return untraced.statSync(path, { bigint: true, throwIfNoEntry: false })
  } catch {
    // Such as a file where a folder was expected, a loop of links, or no permission: nothing to be had.
    return undefined
  }
}

interface Remembered {
  status: BigIntStats
  hash: string | null
  /** Milliseconds since 1970, before the hashing began. */
  time: number
}

/**
 * Hashes of files by content. A hash is remembered as long as the file's inode, size and times stay, and only if the file
 * was at rest for a second when it was hashed: a change within the resolution of the times would stay unseen otherwise.
 * The time of the last change of status can't be set by programs, unlike that of the content.
 */
export class ContentHashes {
  readonly #remembered = new Map<string, Remembered>()
  readonly #underWay = new Map<string, Promise<string | null>>()

  /** SHA-256 of a file's content in hex; null when it can't be read or isn't a file. Reads in chunks. */
  hash(path: string): string | null {
    const status = statusOf(path)
    if (!status?.isFile()) return null
    const known = this.#known(path, status)
    if (known) return known.hash
    const time = Date.now()
    return this.#remember(path, { status, time, hash: hashNow(path) })
  }

  /** The same without holding up the event loop. */
  async hashLater(path: string): Promise<string | null> {
    const status = statusOf(path)
    if (!status?.isFile()) return null
    const known = this.#known(path, status)
    if (known) return known.hash
    const key = `${status.ino} ${status.size} ${status.mtimeNs} ${status.ctimeNs} ${path}`
    let pending = this.#underWay.get(key)
    if (!pending) {
      const time = Date.now()
      pending = hashInChunks(path)
        .then((hash) => this.#remember(path, { status, time, hash }))
        .finally(() => this.#underWay.delete(key))
      this.#underWay.set(key, pending)
    }
    return pending
  }

  /** The hash of so many bytes from a file's start; null when it has fewer, or can't be read. */
  async hashOfStart(path: string, bytes: number): Promise<string | null> {
    const size = statusOf(path)?.size ?? 0n
    if (size < BigInt(bytes)) return null
    return bytes === 0 ? textHash("") : hashInChunks(path, bytes)
  }

  #known(path: string, status: BigIntStats): Remembered | undefined {
    const known = this.#remembered.get(path)
    return known && isSameStatus(known.status, status) ? known : undefined
  }

  #remember(path: string, entry: Remembered): string | null {
    if (wasAtRest(entry.status, entry.time)) this.#remembered.set(path, entry)
    else this.#remembered.delete(path)
    return entry.hash
  }
}

/** Whether the times in a status vouch for the content that was read at a time (milliseconds since 1970). */
export function wasAtRest(status: BigIntStats, time: number): boolean {
  return Number(status.ctimeNs / 1_000_000n) + restMilliseconds <= time
}

/** Whether nothing shows that the file was changed in between. */
export function isSameStatus(before: BigIntStats, now: BigIntStats): boolean {
  return (
    before.ctimeNs === now.ctimeNs &&
    before.mtimeNs === now.mtimeNs &&
    before.size === now.size &&
    before.ino === now.ino &&
    before.dev === now.dev
  )
}

/** A file that can't be opened for want of room for one more is there, with a content that isn't known. */
function refuseUnknown(error: unknown): void {
  if (isOutOfFiles(error)) throw error
}

let chunk: Buffer | undefined

function hashNow(path: string): string | null {
  let file: number
  try {
    file = untraced.openSync(path, "r")
  } catch (error) {
    refuseUnknown(error)
    // Gone since, or not to be read by this user: the same answer as the user's own read gets.
    return null
  }
  try {
    const digest = createHash("sha256")
    chunk ??= Buffer.allocUnsafeSlow(chunkBytes)
    for (;;) {
      const length = untraced.readSync(file, chunk, 0, chunkBytes, null)
      if (length === 0) return digest.digest("hex")
      digest.update(chunk.subarray(0, length))
    }
  } catch (error) {
    refuseUnknown(error)
    return null
  } finally {
    untraced.closeSync(file)
  }
}

async function hashInChunks(path: string, bytes = Number.POSITIVE_INFINITY): Promise<string | null> {
  const digest = createHash("sha256")
  try {
    for await (const part of createReadStream(path, { highWaterMark: chunkBytes, end: bytes - 1 })) digest.update(part)
  } catch (error) {
    refuseUnknown(error)
    return null
  }
  return digest.digest("hex")
}
