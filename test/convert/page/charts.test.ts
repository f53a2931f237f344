import { expect, test } from "vitest"
import { drawCharts } from "../../../kernel/convert/page/charts.ts"
import { MarkdownRenderer } from "../../../kernel/convert/page/markdown.ts"
import { showOutput } from "../../../kernel/convert/page/output.ts"

const markdown = new MarkdownRenderer(() => undefined)

async function shown(type: string, spec: unknown): Promise<string> {
  const output = { output_type: "display_data", data: { [type]: spec, "text/plain": "A chart of mine" }, metadata: {} }
  const charts = await drawCharts([{ count: 1, outputs: [output] }])
  const page = showOutput(output, { markdown, charts })?.text ?? ""
  return page.replaceAll(/base64,([^"]+)/g, (_, data: string) => Buffer.from(data, "base64").toString())
}

const bars = {
  data: { values: [{ a: "x", b: 2 }] },
  mark: "bar",
  encoding: { x: { field: "a" }, y: { field: "b", type: "quantitative" } },
}
const vegaLite = "application/vnd.vegalite.v5+json"

test.each<[what: string, type: string, spec: unknown, page: RegExp]>([
  ["Vega-Lite is drawn", vegaLite, bars, /<img\s+class="picture paper"\s+alt="A chart of mine"[^]*<svg[^]*mark-rect/],
  [
    "older versions, too",
    "application/vnd.vegalite.v4+json",
    { ...bars, $schema: "https://vega.github.io/schema/vega-lite/v4.json" },
    /<svg/,
  ],
  [
    "and Vega",
    "application/vnd.vega.v5+json",
    {
      width: 9,
      height: 9,
      marks: [{ type: "rect", encode: { enter: { width: { value: 5 }, height: { value: 5 } } } }],
    },
    /<svg[^]*mark-rect/,
  ],
  [
    "data of elsewhere isn't fetched",
    vegaLite,
    { ...bars, data: { url: "https://example.com/a.json" } },
    /can.{1,5}t be drawn here, as .*elsewhere/,
  ],
  [
    "nor read from this machine",
    vegaLite,
    { ...bars, data: { url: "file:///etc/passwd", format: { type: "csv" } } },
    /can.{1,5}t be drawn here, as .*elsewhere/,
  ],
  [
    "links are kept",
    vegaLite,
    { ...bars, mark: { type: "bar", href: "https://example.com/" } },
    /<svg[^]*xlink:href="https:\/\/example.com\/"[^]*mark-rect|mark-rect[^]*xlink:href="https:\/\/example.com\/"/,
  ],
  [
    "but not those that run something",
    vegaLite,
    { ...bars, encoding: { ...bars.encoding, href: { value: "javascript:alert(1)" } } },
    /<svg(?![^]*javascript)[^]*mark-rect/,
  ],
  [
    "images of elsewhere are left out",
    vegaLite,
    { ...bars, mark: { type: "image", url: "https://example.com/x.png", width: 9, height: 9 } },
    /<svg|can.{1,5}t be drawn/,
  ],
  ["what is no specification says so", vegaLite, { mark: "nonsense" }, /can.{1,5}t be drawn here, as /],
  ["Plotly needs a script", "application/vnd.plotly.v1+json", { data: [] }, /A chart of mine: it is drawn by a script/],
])("%s", async (_what, type, spec, page) => expect(await shown(type, spec)).toMatch(page))
