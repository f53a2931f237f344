import { isDeepStrictEqual } from "node:util"
import { decodeCellFacts, type CellFacts } from "../../notebook/cellFacts.ts"
import type { CellContent } from "../../notebook/document.ts"
import type { JsonObject } from "../../notebook/ipynb.ts"
import { readMarker } from "../../notebook/marker.ts"
import { isObject } from "../../isObject.ts"

/** The key under which tsnb keeps its own facts in the metadata of a Jupyter notebook and of its cells. */
export const ownKey = "tsnb"

/** What a cell of ours keeps in a Jupyter cell's metadata: its tags where Jupyter has its own, the rest by itself. */
export function metadataOf({ title, id, depth, metadata, original }: CellContent): JsonObject {
  const own = original
    ? { original }
    : {
        ...(title !== undefined && { title }),
        ...(id !== undefined && { id }),
        ...(depth !== undefined && { depth }),
        ...(metadata && Object.keys(metadata).length > 0 && { metadata }),
      }
  const tags = jupyterTags(metadata?.["tags"])
  return { ...(tags && { tags }), ...(Object.keys(own).length > 0 && { [ownKey]: own }) }
}

/** What a cell's marker says, from the metadata of a Jupyter cell. */
export function factsOf(metadata: JsonObject): CellFacts {
  const { [ownKey]: own, tags, ...others } = metadata
  if (!isObject(own)) return withMetadata({}, { ...(isKept(tags) && { tags }), ...lasting(others) })
  const kept = decodeCellFacts(own)
  const { kind: _, ...marked } = kept.original ? readMarker(kept.original.marker) : {}
  const facts: CellFacts = { ...marked, ...kept }
  return withMetadata(facts, withTags({ ...facts.metadata, ...lasting(others) }, tags))
}

function withMetadata(facts: CellFacts, metadata: JsonObject): CellFacts {
  const { metadata: _, ...others } = facts
  return Object.keys(metadata).length > 0 ? { ...others, metadata } : others
}

/** Tags may have been changed in Jupyter; those that Jupyter can't have were not there to be changed. */
function withTags(metadata: JsonObject, tags: unknown): JsonObject {
  const before = jupyterTags(metadata["tags"])
  if (isDeepStrictEqual(before ?? [], tags ?? [])) return metadata
  const { tags: _, ...others } = metadata
  if (!isKept(tags)) return before ? others : metadata
  return { ...others, tags }
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
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => !passing.has(key)))
}
