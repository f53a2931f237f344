import { createHash, randomUUID } from "node:crypto"
import { mkdir, open, rename, rm } from "node:fs/promises"
import { dirname } from "node:path"

/** Thrown when a file can't be had from its address, or isn't the expected one. */
export class DownloadError extends Error {
  override readonly name = "DownloadError"
}

/** What a download has to hold to. */
export interface DownloadOptions {
  /** SHA-256 of the content, in hex. */
  hash: string
  /** Milliseconds that the whole of it may take. */
  timeout: number
}

/**
 * Downloads a file. It is under its name only when it is whole, right and on the disk.
 * @throws {DownloadError} when the server can't be reached, refuses, is too slow, or sends something else
 */
export async function download(address: string | URL, target: string, options: DownloadOptions): Promise<void> {
  await mkdir(dirname(target), { recursive: true })
  const partial = `${target}.${randomUUID()}.partial`
  try {
    const hash = await save(address, partial, options.timeout)
    if (hash !== options.hash) {
      throw new DownloadError(`${String(address)} isn't the expected file: SHA-256 ${hash}, expected ${options.hash}`)
    }
    await rename(partial, target)
  } finally {
    await rm(partial, { force: true })
  }
}

async function save(address: string | URL, path: string, timeout: number): Promise<string> {
  const response = await request(address, timeout)
  const hash = createHash("sha256")
  await using file = await open(path, "wx")
  try {
    for await (const chunk of response.body ?? []) {
      hash.update(chunk)
      await file.writeFile(chunk)
    }
  } catch (cause) {
    throw unreachable(address, cause)
  }
  await file.sync()
  return hash.digest("hex")
}

async function request(address: string | URL, timeout: number): Promise<Response> {
  let response: Response
  try {
    response = await fetch(address, { signal: AbortSignal.timeout(timeout) })
  } catch (cause) {
    throw unreachable(address, cause)
  }
  if (response.ok) return response
  await response.body?.cancel()
  throw new DownloadError(`${String(address)} answered ${response.status} ${response.statusText}`)
}

function unreachable(address: string | URL, cause: unknown): DownloadError {
  const error = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  const reason = error instanceof Error ? error.message : String(error)
  return new DownloadError(`${String(address)} could not be downloaded: ${reason}`, { cause })
}
