import { extname } from "node:path"
import { statusOf } from "../../trace/contentHash.ts"
import { untraced } from "../../trace/untraced.ts"
import { holdsNoState } from "./moduleState.ts"

/** Larger files are bundles, which keep something, and take long to parse. */
const maximalBytes = 200_000n

/** Which files of packages are shown to keep nothing between calls. Each is looked at once, when something first asks. */
export class StatelessFiles {
  readonly #known = new Map<string, boolean>()

  /** @param path absolute */
  has(path: string): boolean {
    const known = this.#known.get(path)
    if (known !== undefined) return known
    const isStateless = isShown(path)
    this.#known.set(path, isStateless)
    return isStateless
  }
}

function isShown(path: string): boolean {
  if (!/^\.[cm]?js$/.test(extname(path))) return false
  const size = statusOf(path)?.size
  return size !== undefined && size <= maximalBytes && holdsNoState(untraced.readFileSync(path, "utf8"))
}
