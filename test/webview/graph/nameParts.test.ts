import { expect, test } from "vitest"
import { lineCount, nameParts } from "../../../webview/graph/nameParts.ts"

test.each<[name: string, parts: readonly string[], lines: number]>([
  ["", [], 1],
  ["train", ["train"], 1],
  ["trainBestModel", ["train", "Best", "Model"], 2],
  ["read_the_calendar", ["read_", "the_", "calendar"], 2],
  ["load2024Data", ["load2024", "Data"], 2],
  ["überPrüfung", ["über", "Prüfung"], 2],
  ["HTMLReport", ["HTMLReport"], 1],
  ["aVeryVeryLongNameOfATask", ["a", "Very", "Very", "Long", "Name", "Of", "ATask"], 3],
  ["averyveryverylongname", ["averyveryverylongname"], 3],
])("%j", (name, parts, lines) => {
  expect(nameParts(name)).toEqual(parts)
  expect(lineCount(name, 10)).toBe(lines)
})
