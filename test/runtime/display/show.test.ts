import { describe, expect, test } from "vitest"
import { html, json, latex, markdown, png, svg, vegaLite, plotly } from "../../../kernel/api/index.ts"
import { show } from "../../../kernel/runtime/display/show.ts"

const display = Symbol.for("Jupyter.display")
function own(bundle: unknown): object {
  return { [display]: () => bundle }
}

describe("values that show themselves", () => {
  test.for([
    ["a bundle", own({ "text/html": "<b>", "text/plain": "b" }), { "text/html": "<b>", "text/plain": "b" }],
    ["lines of a text", own({ "text/plain": ["a\n", "b"] }), { "text/plain": "a\nb" }],
    ["what is under no MIME type", own({ "text/plain": "b", count: 1 }), { "text/plain": "b" }],
    ["bytes", own({ "image/png": Uint8Array.of(1, 2) }), { "image/png": "AQI=" }],
    ["JSON", own({ "application/json": [1n, { f: undefined }] }), { "application/json": [1, {}] }],
    ["JSON that is a text", own({ "application/json": "a" }), { "application/json": "a" }],
    ["a text that isn't one", own({ "text/plain": { a: 1 } }), { "text/plain": '{"a":1}' }],
    ["a function", Object.assign(() => 1, own({ "text/plain": "f" })), { "text/plain": "f" }],
  ] as const)("%s", ([, value, data]) => {
    expect(show(value)).toEqual({ data })
  })

  test("a class's text goes along, for consoles", () => {
    class Frame {
      [display]() {
        return { "text/html": "<table>" }
      }
      toString() {
        return "a frame"
      }
    }
    expect(show(new Frame())).toEqual({ data: { "text/html": "<table>", "text/plain": "a frame" } })
  })

  test("later, when their method takes its time", async () => {
    await expect(show(own(Promise.resolve({ "text/plain": "late" })))).resolves.toEqual({
      data: { "text/plain": "late" },
    })
  })

  test("as nothing", () => {
    expect(show(own({}))).toBeUndefined()
  })

  test.for([
    ["no bundle", own("text")],
    ["a list", own([1])],
    ["null", own(null)],
  ] as const)("%s: as text", ([, value]) => {
    expect(show(value)).toEqual({ data: { "text/plain": expect.stringContaining("Jupyter.display") as string } })
  })

  test("that fail to, say so", async () => {
    const broken = {
      name: "frame",
      [display]: () => {
        throw new Error("no columns")
      },
    }
    const late = own(Promise.reject(new Error("no columns")))
    for (const shown of [show(broken), await show(late)]) {
      expect(shown).toEqual({
        data: { "text/plain": expect.stringMatching(/^\{.*\}\n.*failed\. Error: no columns$/s) as string },
      })
    }
  })
})

test("what can't even be looked at says so", () => {
  const value = {
    [Symbol.for("nodejs.util.inspect.custom")]: () => {
      throw new Error("closed")
    },
  }
  expect(show(value)).toEqual({ data: { "text/plain": "The value can't be shown. Error: closed" } })
})

test("raw bundles are what they are", () => {
  const metadata = { "text/html": { isolated: true } }
  expect(show({ "text/html": "<b>" }, { raw: true, metadata })).toEqual({ data: { "text/html": "<b>" }, metadata })
  expect(show({ "text/html": "<b>" })).toEqual({ data: { "text/plain": "{ 'text/html': '<b>' }" } })
})

test("texts are in quotes as results", () => {
  expect(show("a")).toEqual({ data: { "text/plain": "a" } })
  expect(show("a", { quoted: true })).toEqual({ data: { "text/plain": "'a'" } })
})

const pngStart = Buffer.from("89504e470d0a1a0a", "hex")

test.for([
  ["html", html`<b>${1}</b>`, { "text/html": "<b>1</b>", "text/plain": "<b>1</b>" }, undefined],
  ["html of a text", html("<b>"), { "text/html": "<b>", "text/plain": "<b>" }, undefined],
  ["svg", svg`<svg/>`, { "image/svg+xml": "<svg/>", "text/plain": "<svg/>" }, undefined],
  ["markdown", markdown("# a"), { "text/markdown": "# a", "text/plain": "# a" }, undefined],
  ["latex", latex`\frac{1}{2}`, { "text/latex": "\\frac{1}{2}", "text/plain": "\\frac{1}{2}" }, undefined],
  ["json", json({ a: [1n] }), { "application/json": { a: [1] }, "text/plain": "{ a: [ 1n ] }" }, undefined],
  [
    "json, unfolded",
    json(1, { expanded: true }),
    { "application/json": 1, "text/plain": "1" },
    { "application/json": { expanded: true } },
  ],
  ["png", png(pngStart), { "image/png": pngStart.toString("base64"), "text/plain": "PNG image" }, undefined],
  [
    "png with a size",
    png(pngStart, { width: 3 }),
    { "image/png": pngStart.toString("base64"), "text/plain": "PNG image" },
    { "image/png": { width: 3 } },
  ],
  [
    "vegaLite",
    vegaLite({ mark: "bar" }),
    {
      "application/vnd.vegalite.v5+json": { $schema: "https://vega.github.io/schema/vega-lite/v5.json", mark: "bar" },
      "text/plain": "Vega-Lite 5 chart",
    },
    undefined,
  ],
  [
    "plotly",
    plotly({ data: [{ y: [1] }] }),
    {
      "application/vnd.plotly.v1+json": { data: [{ y: [1] }], layout: {} },
      "text/plain": "Plotly figure with 1 trace",
    },
    undefined,
  ],
] as const)("%s of the module tsnb", ([, value, data, metadata]) => {
  expect(show(value)).toEqual({ data, ...(metadata && { metadata }) })
})

test("a long source isn't sent twice", () => {
  expect(show(svg(`<svg>${"x".repeat(200_000)}</svg>`))).toHaveProperty(
    ["data", "text/plain"],
    "SVG of 200011 characters",
  )
})
