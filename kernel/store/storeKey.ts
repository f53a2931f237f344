import { createHmac, randomBytes, randomUUID } from "node:crypto"
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { asError } from "../errorMessage.ts"
import { StoreUnwritableError } from "./errors.ts"
import { privateFile } from "./privacy.ts"

const form = /^[0-9a-f]{64}\n?$/

/**
 * A store's own random key. Hashes of what is easily guessed (a PIN, a token of few letters) are kept under it, so that they
 * tell nothing to who has them without the key.
 */
export class StoreKey {
  readonly #key: Buffer

  constructor(hex: string) {
    this.#key = Buffer.from(hex.trim(), "hex")
  }

  /** The keyed hash of a text, in hex. */
  hash(text: string): string {
    return createHmac("sha256", this.#key).update(text).digest("hex")
  }
}

/** Where the key of a store is. @param folder absolute path of the store's folder */
export function keyFile(folder: string): string {
  return join(folder, "key")
}

/**
 * The key of a store, made when there is none.
 * @param folder absolute path of the store's folder
 * @throws {StoreUnwritableError} when there is none and none can be made
 */
export function storeKey(folder: string): { key: StoreKey; isNew: boolean } {
  const file = keyFile(folder)
  const found = readKey(file)
  if (found !== undefined && form.test(found)) return { key: new StoreKey(found), isNew: false }
  try {
    return { key: new StoreKey(placeKey(file, found !== undefined)), isNew: true }
  } catch (error) {
    throw new StoreUnwritableError(file, asError(error))
  }
}

/**
 * Of several processes that begin a store at the same time, one makes the key.
 * @param isDamaged whether there is something that is no key, and is replaced
 * @returns the key that is there now
 */
function placeKey(file: string, isDamaged: boolean): string {
  const temporary = `${file}.${randomUUID()}`
  writeFileSync(temporary, `${randomBytes(32).toString("hex")}\n`, { flag: "wx", mode: privateFile })
  try {
    if (isDamaged) renameSync(temporary, file)
    else linkSync(temporary, file)
  } catch (error) {
    // Another process was quicker; or the disk knows no links, and then the last one's counts.
    if (readKey(file) === undefined) renameSync(temporary, file)
    else if (!(error instanceof Error && "code" in error)) throw error
  } finally {
    rmSync(temporary, { force: true })
  }
  return readFileSync(file, "utf8")
}

function readKey(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8")
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined
    throw new StoreUnwritableError(file, asError(error))
  }
}
