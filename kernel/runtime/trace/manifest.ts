import type { BigIntStats } from "node:fs"
import { dirname, join } from "node:path"
import { isSameStatus, statusOf, textHash, wasAtRest } from "./contentHash.ts"
import { untraced } from "./untraced.ts"

/** What of a package.json decides which file an import means, and how it is loaded. */
const fields = ["name", "type", "main", "exports", "imports"] as const

/** The package.json that counts for a folder (absolute path): the nearest, if there is any. */
function manifestPath(folder: string): string | undefined {
  for (let place = folder; ; place = dirname(place)) {
    const path = join(place, "package.json")
    if (statusOf(path)?.isFile()) return path
    if (place === dirname(place)) return undefined
  }
}

/** What package.json files say about modules, read again when a file's status changed. */
export class Manifests {
  readonly #known = new Map<string, { status: BigIntStats; time: number; hash: string }>()

  /** The hash of what counts for a folder (absolute path); null when there is no package.json. Other fields don't count. */
  hashFor(folder: string): string | null {
    const path = manifestPath(folder)
    const status = path === undefined ? undefined : statusOf(path)
    if (path === undefined || !status) return null
    const known = this.#known.get(path)
    if (known && isSameStatus(known.status, status) && wasAtRest(known.status, known.time)) return known.hash
    const time = Date.now()
    const hash = textHash(meaningOf(path))
    this.#known.set(path, { status, time, hash })
    return hash
  }
}

function meaningOf(path: string): string {
  let text: string
  try {
    text = untraced.readFileSync(path, "utf8")
  } catch {
    // Gone since, or not to be read: Node finds nothing in it either.
    return ""
  }
  try {
    const content: unknown = JSON.parse(text)
    if (typeof content !== "object" || content === null) return ""
    return JSON.stringify(fields.map((field): unknown => Reflect.get(content, field)))
  } catch {
    // No JSON, of which Node tells by an error.
    return text
  }
}
