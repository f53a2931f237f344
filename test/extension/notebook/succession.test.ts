import { expect, test } from "vitest"
import { predecessorOf } from "../../../extension/notebook/succession.ts"

function document(uri: string, ...texts: readonly string[]) {
  return { uri, isUntitled: uri.startsWith("untitled:"), texts }
}

const candidates = [
  document("untitled:Untitled-1.tsnb", "a", "b"),
  document("untitled:Untitled-2.tsnb", "c"),
  document("untitled:Untitled-3.tsnb"),
  document("file:///work/old.tsnb", "a"),
  document("file:///work/folder/in.tsnb", "x"),
]
const renames = [
  { from: "file:///work/older.tsnb", to: "file:///work/new.tsnb" },
  { from: "file:///work/old.tsnb", to: "file:///work/new.tsnb" },
  { from: "file:///work/folder", to: "file:///work/other" },
]

test.each<[what: string, coming: ReturnType<typeof document>, uri: string | undefined]>([
  ["a renamed file", document("file:///work/new.tsnb", "anything"), "file:///work/old.tsnb"],
  ["a file of a renamed folder", document("file:///work/other/in.tsnb", "x"), "file:///work/folder/in.tsnb"],
  ["one that was never saved", document("file:///work/saved.tsnb", "a", "b"), "untitled:Untitled-1.tsnb"],
  ["another file without cells", document("file:///work/empty.tsnb"), undefined],
  ["another file with other cells", document("file:///work/saved.tsnb", "a"), undefined],
  ["another one that was never saved", document("untitled:Untitled-4.tsnb", "c"), undefined],
  ["itself", document("file:///work/old.tsnb", "a"), undefined],
  ["a file whose name begins alike", document("file:///work/new.tsnb2", "z"), undefined],
])("%s", (_what, coming, uri) => {
  expect(predecessorOf(coming, candidates, renames)?.uri).toBe(uri)
})
