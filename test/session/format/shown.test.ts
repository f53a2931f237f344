import { describe, expect, test } from "vitest"
import { artifactLines, displayLines } from "../../../kernel/session/format/shown.ts"

const numbered = Array.from({ length: 2_000 }, (_, line) => `line ${line}\n`)

describe("displayLines", () => {
  test.for([
    ["plain text", { "text/plain": "a\nb\n" }, ["a", "b"]],
    ["text as a list of lines", { "text/plain": ["a\n", "b"] }, ["a", "b"]],
    ["markdown when there is no plain text", { "text/markdown": "# Title" }, ["# Title"]],
    ["plain text beside HTML", { "text/html": "<b>x</b>", "text/plain": "x" }, ["x"]],
    ["HTML that is its own plain text", { "text/html": "<b>", "text/plain": "<b>" }, ["(text/html, 3 bytes)"]],
    ["an image", { "image/png": "aGVsbG8=" }, ["(image/png, 5 bytes)"]],
    ["an image with a text", { "image/png": "aGVsbG8=", "text/plain": "plot" }, ["plot", "(image/png, 5 bytes)"]],
    ["an SVG", { "image/svg+xml": "<svg/>", "text/plain": "<svg/>" }, ["(image/svg+xml, 6 bytes)"]],
    ["a JSON value", { "application/json": { a: 1 } }, ["(application/json, 7 bytes)"]],
    ["a bundle with a bigint", { "application/x": 1n }, ["(application/x, 3 bytes)"]],
    ["nothing", {}, []],
    [
      "the ends of a frame's long text",
      { "text/html": "<table>", "text/plain": numbered },
      [...numbered.slice(0, 15), "… 1,970 more lines", ...numbered.slice(-15)].map((line) => line.trimEnd()),
    ],
    ["long text that is text alone", { "text/plain": numbered }, numbered.map((line) => line.trimEnd())],
  ] as const)("%s", ([, bundle, lines]) => {
    expect(displayLines(bundle)).toEqual(lines)
  })
})

describe("artifactLines", () => {
  test.for([
    ["markdown", { kind: "markdown", text: "# A\nb" }, ["# A", "b"]],
    ["a link", { kind: "link", url: "https://x.org", text: "x" }, ["x: https://x.org"]],
    ["a bare link", { kind: "link", url: "https://x.org", text: "https://x.org" }, ["https://x.org"]],
    ["an image", { kind: "image", mimeType: "image/png", base64: "aGVsbG8=" }, ["(image/png, 5 bytes)"]],
    [
      "a table with odd cells",
      {
        kind: "table",
        caption: "C",
        columns: ["a", "b"],
        rows: [
          [1n, null],
          [{ x: 1 }, "two\nlines"],
        ],
      },
      ["C", "a         b", "1n", "{ x: 1 }  two lines"],
    ],
  ] as const)("%s", ([, artifact, lines]) => {
    expect(artifactLines(artifact)).toEqual(lines)
  })

  test("a long table is cut", () => {
    const lines = artifactLines({ kind: "table", columns: ["n"], rows: Array.from({ length: 25 }, (_, row) => [row]) })
    expect(lines.length).toBe(22)
    expect(lines.at(-1)).toBe("… and 5 more rows")
  })
})
