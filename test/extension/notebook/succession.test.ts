import { expect, test } from "vitest"
import { predecessorOf } from "../../../extension/notebook/succession.ts"

function document(uri: string, ...texts: readonly string[]) {
  return { uri, isUntitled: uri.startsWith("untitled:"), texts }
}

const candidates = [
  document("untitled:Untitled-1.tsnb", "a", "b"),
  document("untitled:Untitled-2.tsnb", "c"),
  document("untitled:Untitled-3.tsnb"),
  document("file:///notes/old.tsnb", "a"),
  document("file:///notes/folder/in.tsnb", "x"),
]
const renames = [
  { from: "file:///notes/older.tsnb", to: "file:///notes/new.tsnb" },
  { from: "file:///notes/old.tsnb", to: "file:///notes/new.tsnb" },
  { from: "file:///notes/folder", to: "file:///notes/other" },
]

test.each<[what: string, coming: ReturnType<typeof document>, uri: string | undefined]>([
  ["a renamed file", document("file:///notes/new.tsnb", "anything"), "file:///notes/old.tsnb"],
  ["a file of a renamed folder", document("file:///notes/other/in.tsnb", "x"), "file:///notes/folder/in.tsnb"],
  ["one that was never saved", document("file:///notes/saved.tsnb", "a", "b"), "untitled:Untitled-1.tsnb"],
  ["another file without cells", document("file:///notes/empty.tsnb"), undefined],
  ["another file with other cells", document("file:///notes/saved.tsnb", "a"), undefined],
  ["another one that was never saved", document("untitled:Untitled-4.tsnb", "c"), undefined],
  ["itself", document("file:///notes/old.tsnb", "a"), undefined],
  ["a file whose name begins alike", document("file:///notes/new.tsnb2", "z"), undefined],
])("%s", (_what, coming, uri) => {
  expect(predecessorOf(coming, candidates, renames)?.uri).toBe(uri)
})
