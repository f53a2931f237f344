import { expect, test } from "vitest"
import { artifactBundle } from "../../../kernel/runtime/display/artifact.ts"

const base64 = Buffer.from("<svg/>").toString("base64")

test.for([
  ["markdown", { kind: "markdown", text: "# a" }, { "text/markdown": "# a", "text/plain": "# a" }],
  [
    "a link",
    { kind: "link", url: "https://example.com", text: "a [b]" },
    { "text/markdown": "[a \\[b\\]](<https://example.com>)", "text/plain": "a [b]: https://example.com" },
  ],
  [
    "a bare link",
    { kind: "link", url: "https://example.com", text: "https://example.com" },
    { "text/markdown": "[https://example.com](<https://example.com>)", "text/plain": "https://example.com" },
  ],
  [
    "an image",
    { kind: "image", mimeType: "image/png", base64: "AQI=" },
    { "image/png": "AQI=", "text/plain": "image" },
  ],
  [
    "an SVG",
    { kind: "image", mimeType: "image/svg+xml", base64, caption: "c" },
    { "image/svg+xml": "<svg/>", "text/plain": "c" },
  ],
] as const)("%s", ([, artifact, bundle]) => {
  expect(artifactBundle(artifact)).toEqual(bundle)
})

test("a table has its caption", () => {
  const bundle = artifactBundle({ kind: "table", caption: "How <long>", columns: ["step"], rows: [[1], [20]] })
  expect(bundle["text/plain"]).toBe("How <long>\n   step\n0     1\n1    20\n2 rows × 1 column")
  expect(bundle["text/html"]).toContain('<caption style="text-align: left">How &lt;long&gt;</caption>')
})
