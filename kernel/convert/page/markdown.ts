import { Marked } from "marked"
import markedKatex from "marked-katex-extension"
import { escapeMarkup } from "../../flow/escapeMarkup.ts"
import { highlight } from "./highlight.ts"
import { html, type Html } from "./html.ts"
import type { ImageReader } from "./images.ts"
import { sanitiseText } from "./sanitise.ts"

/** Renders a notebook's Markdown: GitHub's kind, with formulas between dollar signs, and code in colours. */
export class MarkdownRenderer {
  readonly #marked: Marked
  readonly #readImage: ImageReader

  constructor(readImage: ImageReader) {
    this.#readImage = readImage
    const slugs = new Map<string, number>()
    this.#marked = new Marked(markedKatex({ output: "mathml", throwOnError: false, nonStandard: true }), {
      gfm: true,
      renderer: {
        code({ text, lang }) {
          const language = /^[\w+#-]+/.exec(lang ?? "")?.[0] ?? ""
          return `<pre><code class="hljs">${highlight(text, language).text}</code></pre>\n`
        },
        heading({ tokens, depth, text }) {
          const words = text
            .toLowerCase()
            .replaceAll(/[^\p{L}\p{N}\s-]/gu, "")
            .trim()
            .replaceAll(/\s+/g, "-")
          const before = slugs.get(words) ?? 0
          slugs.set(words, before + 1)
          const id = before === 0 ? words : `${words}-${before}`
          return `<h${depth} id="${escapeMarkup(id)}">${this.parser.parseInline(tokens)}</h${depth}>\n`
        },
      },
    })
  }

  render(source: string): Html {
    try {
      return sanitiseText(this.#marked.parse(source, { async: false }), this.#readImage)
    } catch (error) {
      // Thousands of levels in one another, which nobody writes to be read.
      if (!(error instanceof RangeError)) throw error
      return html`<pre>${source}</pre>`
    }
  }
}
