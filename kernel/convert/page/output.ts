import type { JsonObject } from "../../notebook/ipynb.ts"
import { linesOf } from "../../session/format/text.ts"
import { formula } from "./formulas.ts"
import { ansi } from "./ansi.ts"
import type { DrawnChart, DrawnCharts } from "./charts.ts"
import { html, Html } from "./html.ts"
import { jsonTree } from "./jsonTree.ts"
import type { MarkdownRenderer } from "./markdown.ts"
import { needsScripts, sanitiseOutput } from "./sanitise.ts"
import { isObject } from "../../isObject.ts"

/** What outputs are shown with. */
export interface OutputTools {
  markdown: MarkdownRenderer
  charts: DrawnCharts
}

/** An output of nbformat 4 as a part of the page. */
export function showOutput(output: JsonObject, { markdown, charts }: OutputTools): Html | undefined {
  switch (output["output_type"]) {
    case "stream": {
      const isError = output["name"] === "stderr"
      return html`<pre class="stream${isError ? " stderr" : ""}">
${ansi(linesOf(textOf(output["text"])).join("\n"))}</pre>`
    }
    case "error": {
      const lines = Array.isArray(output["traceback"]) ? output["traceback"].map(String) : []
      const title = `${String(output["ename"])}: ${String(output["evalue"])}`
      return html`<pre class="error">${ansi((lines.length > 0 ? lines : [title]).join("\n"))}</pre>`
    }
    default:
      return isObject(output["data"]) ? showBundle(output["data"], markdown, charts.get(output)) : undefined
  }
}

const imageTypes = ["image/png", "image/jpeg", "image/gif", "image/webp"]

/** The richest form that a page without scripts can show. */
function showBundle(data: JsonObject, markdown: MarkdownRenderer, chart: DrawnChart | undefined): Html | undefined {
  const has = (type: string): boolean => data[type] !== undefined
  const text = (type: string): string => textOf(data[type])
  const image = imageTypes.find(has)
  const isChart = Object.keys(data).some((type) => /^application\/vnd\.(?:vega|plotly)/.test(type))
  if (has("text/html") && !(isChart && needsScripts(text("text/html")))) return showHtml(text("text/html"))
  if (has("image/svg+xml")) return showSvg(text("image/svg+xml"))
  if (image !== undefined) {
    return html`<img
      class="picture"
      alt="${text("text/plain")}"
      src="data:${image};base64,${text(image).replaceAll(/\s/g, "")}"
    />`
  }
  if (has("text/markdown")) return html`<div class="text">${markdown.render(text("text/markdown"))}</div>`
  if (has("text/latex")) return html`<div class="text">${formula(withoutFence(text("text/latex")), true)}</div>`
  if (chart && "svg" in chart) return showSvg(chart.svg, text("text/plain"))
  if (isChart) {
    const why = chart ? `it can't be drawn here, as ${chart.problem}` : "it is drawn by a script"
    return html`<p class="note">
      ${text("text/plain") || "A chart"}: ${why}. Open the notebook in VS Code or Jupyter to see it.
    </p>`
  }
  if (has("application/json")) return html`<div class="json">${jsonTree(data["application/json"])}</div>`
  return has("text/plain") ? html`<pre>${ansi(text("text/plain"))}</pre>` : undefined
}

/**
 * In a tree of its own, so that its styles don't reach the page and the page's don't reach it. They reach the element that
 * has the tree, and what keeps the output in its place is around that.
 */
function showHtml(markup: string): Html {
  const note = html`<p class="note">This output has scripts, which don't run in a page that is shared.</p>`
  return html`<div class="apart">
      <div><template shadowrootmode="open">${sanitiseOutput(markup)}</template></div>
    </div>
    ${needsScripts(markup) && note}`
}

/** As an image, in which no script runs. One that doesn't know dark pages gets light paper to be seen on. */
function showSvg(svg: string, description = "Image"): Html {
  const start = svg.indexOf("<svg")
  const hasNamespace = /\sxmlns=/.test(svg.slice(start, svg.indexOf(">", start)))
  const markup = hasNamespace ? svg : svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"')
  const title = /<title>([^<]*)<\/title>/.exec(svg)?.[1] ?? description
  const adapts = svg.includes("prefers-color-scheme")
  const data = Buffer.from(markup).toString("base64")
  return html`<img class="picture${adapts ? "" : " paper"}" alt="${title}" src="data:image/svg+xml;base64,${data}" />`
}

/** LaTeX without the signs that say in a text that it is a formula. */
function withoutFence(latex: string): string {
  return latex.trim().replace(/^(\${1,2}|\\\[|\\\()([^]*?)(?:\1|\\\]|\\\))$/, "$2")
}

/** nbformat has texts in one piece or by lines. */
function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join("") : typeof value === "string" ? value : (JSON.stringify(value) ?? "")
}
