import { expect, test } from "vitest"
import { show } from "../../../kernel/runtime/display/show.ts"

const schema = "https://vega.github.io/schema"
const v5 = { $schema: `${schema}/vega-lite/v5.json`, mark: "bar" }

test.for([
  ["Vega-Lite", v5, "application/vnd.vegalite.v5+json", v5],
  ["another version", { $schema: `${schema}/vega-lite/v6.1.0.json` }, "application/vnd.vegalite.v6+json", undefined],
  ["Vega", { $schema: `${schema}/vega/v5.json` }, "application/vnd.vega.v5+json", undefined],
  [
    "a builder",
    new (class {
      toSpec() {
        return v5
      }
    })(),
    "application/vnd.vegalite.v5+json",
    v5,
  ],
  [
    "something with a spec",
    new (class {
      spec = v5
    })(),
    "application/vnd.vegalite.v5+json",
    v5,
  ],
  [
    "odd data",
    { ...v5, data: { values: [{ n: 1n, d: new Date(0), x: NaN }] } },
    "application/vnd.vegalite.v5+json",
    { ...v5, data: { values: [{ n: 1, d: "1970-01-01T00:00:00.000Z", x: null }] } },
  ],
  [
    "Plotly",
    { data: [{ type: "bar", x: Float64Array.of(1, 2) }], layout: {} },
    "application/vnd.plotly.v1+json",
    { data: [{ type: "bar", x: [1, 2] }], layout: {} },
  ],
] as const)("%s", ([, value, type, data]) => {
  const shown = show(value)
  expect(shown).toHaveProperty(["data", type], data ?? value)
  expect(shown).toHaveProperty(["data", "text/plain"])
})

test.for([
  ["another schema", { $schema: "https://json-schema.org/draft/2020-12/schema" }],
  ["a schema that isn't text", { $schema: { version: 5 } }],
  [
    "a getter of a schema",
    {
      get $schema(): never {
        throw new Error("never run")
      },
    },
  ],
  ["data and a layout of something else", { data: [{ type: "user", id: 1 }], layout: {} }],
  ["data without a layout", { data: [{ type: "bar" }] }],
  ["no traces", { data: [], layout: {} }],
  ["more than a figure", { data: [{ type: "bar" }], layout: {}, status: 200 }],
  ["a plain object with a spec", { spec: v5 }],
  [
    "a builder of something else",
    new (class {
      toSpec() {
        return "x"
      }
    })(),
  ],
  [
    "a broken builder",
    new (class {
      toSpec(): never {
        throw new Error("no")
      }
    })(),
  ],
] as const)("%s is no chart", ([, value]) => {
  expect(show(value)).toEqual({ data: { "text/plain": expect.any(String) as string } })
})
