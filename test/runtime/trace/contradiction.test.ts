import { expect, test } from "vitest"
import { contradicts } from "../../../kernel/runtime/trace/contradiction.ts"
import type { TraceEntry } from "../../../kernel/model/traceEntry.ts"

const file = (path: string, hash: string | null): TraceEntry => ({ kind: "file", path, hash })
const exists = (path: string, found: "file" | null): TraceEntry => ({ kind: "exists", path, found })
const written = (path: string, hash: string): TraceEntry => ({ kind: "written", path, hash })

test.each<[what: string, newer: TraceEntry[], older: TraceEntry[], contradicting: boolean]>([
  ["the same", [file("a", "1")], [file("a", "1")], false],
  ["more was looked at", [file("a", "1"), file("b", "1")], [file("a", "1")], false],
  ["less was looked at", [file("a", "1")], [file("a", "1"), file("b", "1")], false],
  ["nothing was looked at", [file("a", "1")], [], false],
  ["other things were looked at", [file("a", "1")], [file("b", "1")], false],
  ["a file was another", [file("a", "2"), file("c", "1")], [file("a", "1"), file("b", "1")], true],
  ["a file was missing", [file("a", "2")], [file("a", null)], true],
  ["a file was missing, asked in another way", [file("a", "2")], [exists("a", null)], true],
  ["a file was there, asked in another way", [file("a", "2")], [exists("a", "file")], false],
  ["a file is missing, asked in another way", [exists("a", null)], [file("a", "2")], true],
  [
    "only what was left behind is another",
    [file("a", "1"), written("o", "2")],
    [file("a", "1"), written("o", "1")],
    false,
  ],
  [
    "the same file was asked about in two ways",
    [{ ...file("a", "2"), plain: true } as TraceEntry],
    [file("a", "1")],
    false,
  ],
])("%s", (_, newer, older, contradicting) => {
  expect(contradicts(newer, older)).toBe(contradicting)
})
