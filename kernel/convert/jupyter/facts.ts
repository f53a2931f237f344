import { isDeepStrictEqual } from "node:util"
import { decodeCellFacts, type CellFacts } from "../../notebook/cellFacts.ts"
import type { CellContent } from "../../notebook/document.ts"
import type { JsonObject } from "../../notebook/ipynb.ts"
import { readMarker } from "../../notebook/marker.ts"
import { isObject } from "../../isObject.ts"

/** The key under which tsnb keeps its own facts in the metadata of a Jupyter notebook and of its cells. */
export const ownKey = "tsnb"

/**
 * What a cell of ours keeps in a Jupyter cell's metadata: what Jupyter's programs read (tags, slides, a raw cell's type, a
 * title) where they look for it, the rest by itself.
 */
export function metadataOf({ title, id, depth, metadata = {}, original }: CellContent): JsonObject {
  const shared = Object.entries(metadata).filter(([key, value]) => isShared(key, value))
  const rest = Object.entries(metadata).filter(([key, value]) => !isShared(key, value))
  const own = original
    ? { original }
    : {
        ...(id !== undefined && { id }),
        ...(depth !== undefined && { depth }),
        ...(rest.length > 0 && { metadata: Object.fromEntries(rest) }),
      }
  return {
    ...(title !== undefined && { title }),
    ...Object.fromEntries(shared),
    ...(Object.keys(own).length > 0 && { [ownKey]: own }),
  }
}

/** Whether a Jupyter cell may have it outside of what is tsnb's own, so that it comes back from there. */
function isShared(key: string, value: unknown): boolean {
  if (key === "tags") return jupyterTags(value) !== undefined && isKept(value)
  return key !== ownKey && key !== "title" && key !== "__proto__" && !passing.has(key)
}

/** What a cell's marker says, from the metadata of a Jupyter cell. */
export function factsOf(metadata: JsonObject): CellFacts {
  const { [ownKey]: own, ...outside } = metadata
  if (!isObject(own)) return withOutside({}, outside)
  const kept = decodeCellFacts(own)
  if (!kept.original) return withOutside(kept, outside)
  const { kind, ...marked } = readMarker(kept.original.marker)
  const facts = { ...marked, ...kept }
  // JSON can't have all that a marker can: what nobody has changed is as the marker says.
  const written: unknown = JSON.parse(JSON.stringify(metadataOf({ kind, source: "", ...marked })))
  const { [ownKey]: _, ...before } = isObject(written) ? written : {}
  return isDeepStrictEqual(before, lasting(outside)) ? facts : withOutside(facts, outside)
}

/** What stands outside may have been changed in Jupyter; tags that Jupyter can't have were not there to be changed. */
function withOutside(facts: CellFacts, { title, ...others }: JsonObject): CellFacts {
  const { metadata: known = {}, ...rest } = facts
  const { tags, ...untagged } = known
  const before = jupyterTags(tags) !== undefined && !isKept(others["tags"]) ? untagged : known
  const isTitle = typeof title === "string" && title !== ""
  const metadata = { ...before, ...lasting(isTitle || title === undefined ? others : { title, ...others }) }
  return {
    ...rest,
    ...(isTitle && { title }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  }
}

function isKept(tags: unknown): boolean {
  return Array.isArray(tags) && tags.length > 0
}

/** Tags as nbformat allows them: texts without commas, each once; undefined for anything else. */
function jupyterTags(tags: unknown): readonly string[] | undefined {
  if (!Array.isArray(tags) || new Set(tags).size < tags.length) return undefined
  return tags.every((tag) => typeof tag === "string" && /^[^,\n\r]+$/.test(tag)) ? tags : undefined
}

/** What programs write down about a run or about their own windows belongs to the outputs, and goes with them. */
const passing: ReadonlySet<string> = new Set([
  "ExecuteTime",
  "collapsed",
  "execution",
  "outputId",
  "papermill",
  "scrolled",
  "trusted",
  "vscode",
])

function lasting(metadata: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(metadata).filter(([key, value]) => (key === "tags" ? isKept(value) : !passing.has(key))),
  )
}
