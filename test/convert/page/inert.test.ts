import { expect, test } from "vitest"
import { inertBundle } from "../../../kernel/convert/page/inert.ts"

test("what was displayed loses what could run, and keeps what is to be seen", () => {
  const shown = inertBundle({
    "text/html": `<table style="color:red"><tr><td onclick="x()">1</td></tr></table><script>x()</script><iframe srcdoc="x"></iframe>`,
    "image/svg+xml": ["<svg onload='x()'>", "<rect width='5'/><script>x()</script></svg>"],
    "application/javascript": "x()",
    "text/javascript": "x()",
    "text/plain": "<script> as text",
    "image/png": "iVBORw0KGgo=",
    "application/vnd.vega.v5+json": { data: [] },
  })
  expect(Object.keys(shown)).toEqual([
    "text/html",
    "image/svg+xml",
    "text/plain",
    "image/png",
    "application/vnd.vega.v5+json",
  ])
  expect(shown["text/html"]).toBe(`<table style="color:red"><tr><td>1</td></tr></table>`)
  expect(shown["image/svg+xml"]).toMatch(/^<svg><rect width="5"/)
  expect(JSON.stringify(shown)).not.toContain("x()")
  expect(shown["text/plain"]).toBe("<script> as text")
})
