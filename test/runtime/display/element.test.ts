import * as Plot from "@observablehq/plot"
import { parseHTML } from "linkedom"
import { describe, expect, test } from "vitest"
import { document as tsnbDocument } from "../../../kernel/api/index.ts"
import { show, type Shown } from "../../../kernel/runtime/display/show.ts"

/** The parts of a DOM that the tests use. */
interface TestElement {
  setAttribute(name: string, value: string): void
  append(...children: unknown[]): void
}
interface TestDocument {
  createElement(name: string): TestElement
  createElementNS(namespace: string, name: string): TestElement
  createDocumentFragment(): TestElement
  querySelector(selector: string): object
}

const svgNamespace = "http://www.w3.org/2000/svg"
const start = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
const { document }: { document: TestDocument } = parseHTML("<!doctype html><html></html>")

function shown(value: unknown): Shown["data"] {
  const made = show(value)
  if (made === undefined || made instanceof Promise) throw new Error("shown at once, as every element")
  return made.data
}

function parsed(html: string, selector: string): object {
  const { document }: { document: TestDocument } = parseHTML(`<!doctype html><html><body>${html}</body></html>`)
  return document.querySelector(selector)
}

describe("SVG elements", () => {
  test.for([
    ["an empty one", "<svg></svg>", `${start}/>`],
    ["its attributes", '<svg viewBox="0 0 1 1" width="3"></svg>', `${start} viewBox="0 0 1 1" width="3"/>`],
    ["namespaces that it has already", `<svg xmlns="${svgNamespace}"></svg>`, `${start}/>`],
    ["texts", "<svg><text>a &lt; b &amp; c</text></svg>", `${start}><text>a &lt; b &amp; c</text></svg>`],
    ["quotes in attributes", `<svg class='"a" <b>'></svg>`, `${start} class="&quot;a&quot; &lt;b&gt;"/>`],
    ["capitals", "<svg><linearGradient></linearGradient></svg>", `${start}><linearGradient/></svg>`],
    ["links", '<svg><use xlink:href="#a"></use></svg>', `${start}><use xlink:href="#a"/></svg>`],
    ["attributes that XML doesn't allow", '<svg @click="x" odd:name="y" id="z"></svg>', `${start} id="z"/>`],
    ["comments", "<svg><!-- a -- b --></svg>", `${start}></svg>`],
  ] as const)("%s", ([, html, xml]) => {
    expect(shown(parsed(html, "svg"))).toEqual({ "image/svg+xml": xml, "text/plain": "SVG image" })
  })

  test("HTML in one is HTML", () => {
    const svg = document.createElementNS(svgNamespace, "svg")
    const foreign = document.createElementNS(svgNamespace, "foreignObject")
    foreign.append(document.createElement("br"))
    svg.append(foreign)
    expect(shown(svg)["image/svg+xml"]).toBe(
      `${start}><foreignObject><br xmlns="http://www.w3.org/1999/xhtml"/></foreignObject></svg>`,
    )
  })

  test("characters that XML can't say are left out", () => {
    const svg = document.createElementNS(svgNamespace, "svg")
    svg.setAttribute("class", "a\u0000\u0008b")
    expect(shown(svg)["image/svg+xml"]).toBe(`${start} class="ab"/>`)
  })

  test("one in the page's colour is HTML too, where it has that colour", () => {
    const data = shown(parsed('<svg fill="currentColor"></svg>', "svg"))
    expect(data).toEqual({
      "text/html": '<svg fill="currentColor" />',
      "image/svg+xml": `${start} fill="currentColor"/>`,
      "text/plain": "SVG image",
    })
  })
})

describe("HTML elements", () => {
  test("an element", () => {
    const html = '<figure class="a"><b>1 &lt; 2</b></figure>'
    expect(shown(parsed(html, "figure"))).toEqual({ "text/html": html, "text/plain": "HTML <figure>" })
  })

  test("a fragment", () => {
    const fragment = document.createDocumentFragment()
    fragment.append(document.createElement("i"), "lost", document.createElement("b"))
    expect(shown(fragment)).toEqual({ "text/html": "<i></i><b></b>", "text/plain": "HTML <i> <b>" })
  })

  test("what only looks like one isn't", () => {
    expect(Object.keys(shown({ nodeType: 1, outerHTML: 5 }))).toEqual(["text/plain"])
  })
})

describe("Observable Plot", () => {
  const rows = [
    { x: 1, y: 2, kind: "a < b" },
    { x: 2, y: 1, kind: "b" },
  ]

  test("a chart is an SVG", () => {
    const data = shown(Plot.plot({ document: tsnbDocument, marks: [Plot.dot(rows, { x: "x", y: "y" })] }))
    expect(Object.keys(data)).toEqual(["text/html", "image/svg+xml", "text/plain"])
    expect(data["image/svg+xml"]).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg".*<\/svg>$/s)
    expect(String(data["image/svg+xml"]).match(/<circle /g)).toHaveLength(2)
  })

  test("one with a title and a legend is HTML", () => {
    const marks = [Plot.barY(rows, { x: "kind", y: "y", fill: "kind" })]
    const data = shown(Plot.plot({ document: tsnbDocument, title: "A title", color: { legend: true }, marks }))
    expect(data["text/html"]).toMatch(/^<figure.*A title.*a &lt; b.*<\/figure>$/s)
  })

  test("legends of continuous colours and rasters are drawn as pixels", () => {
    // Of `document`, the types don't know here.
    const options: object = { document: tsnbDocument, color: { type: "linear", domain: [0, 1] } }
    const legend = shown(Plot.legend(options))
    const raster = Plot.raster({ fill: Math.atan2, x1: 0, y1: 0, x2: 1, y2: 1 })
    for (const data of [legend, shown(Plot.plot({ document: tsnbDocument, marks: [raster] }))]) {
      expect(data["image/svg+xml"]).toMatch(/href="data:image\/png;base64,iVBORw0KGgo[^"]{100,}"/)
    }
  })
})
