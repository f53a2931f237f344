import newMarkdown, { type MarkdownIt } from "markdown-it"
import { addFormulas } from "./formulas.ts"
import { highlight } from "./highlight.ts"
import { html, type Html } from "./html.ts"
import type { ImageReader } from "./images.ts"
import { sanitiseText } from "./sanitise.ts"

/** Levels of lists and quotes in one another. */
const maxDepth = 100

/** Renders a notebook's Markdown: GitHub's kind, with formulas between dollar signs, and code in colours. */
export class MarkdownRenderer {
  readonly #markdown: MarkdownIt
  readonly #readImage: ImageReader

  constructor(readImage: ImageReader) {
    this.#readImage = readImage
    this.#markdown = newMarkdown({ html: true, linkify: true, maxNesting: maxDepth })
    // A file's name such as `train.py` is none of a web page.
    this.#markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false })
    // What an address may be is decided when the markup is sanitised.
    this.#markdown.validateLink = () => true
    addFormulas(this.#markdown)
    addAnchors(this.#markdown)
    addTaskItems(this.#markdown)
  }

  render(source: string): Html {
    const environment = {}
    const tokens = this.#markdown.parse(source, environment)
    // What is deeper isn't in the tokens. Nobody writes that to be read.
    if (tokens.some(({ level }) => level >= maxDepth - 1)) return html`<pre>${source}</pre>`
    const { renderer, options } = this.#markdown
    return sanitiseText(renderer.render(tokens, options, environment), this.#readImage)
  }
}

/** Gives each heading the name by which GitHub links to it. */
function addAnchors(markdown: MarkdownIt): void {
  const slugs = new Map<string, number>()
  markdown.renderer.rules["heading_open"] = (tokens, index, options, _env, renderer) => {
    const words = (tokens[index + 1]?.content ?? "")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s-]/gu, "")
      .trim()
      .replaceAll(/\s+/g, "-")
    const before = slugs.get(words) ?? 0
    slugs.set(words, before + 1)
    tokens[index]?.attrSet("id", before === 0 ? words : `${words}-${before}`)
    return renderer.renderToken(tokens, index, options)
  }
  markdown.renderer.rules["fence"] = (tokens, index) => {
    const { content = "", info = "" } = tokens[index] ?? {}
    const language = /^[\w+#-]+/.exec(info.trim())?.[0] ?? ""
    return `<pre><code class="hljs">${highlight(content, language).text}</code></pre>\n`
  }
}

/** Shows `[ ]` and `[x]` at the beginning of a list's item as a box. */
function addTaskItems(markdown: MarkdownIt): void {
  markdown.core.ruler.after("inline", "task_items", ({ tokens, Token }) => {
    for (const [index, token] of tokens.entries()) {
      const [first] = token.children ?? []
      if (token.type !== "inline" || tokens[index - 2]?.type !== "list_item_open" || first?.type !== "text") continue
      const mark = /^\[([ xX])\][ \t]+/.exec(first.content)
      if (!mark) continue
      first.content = first.content.slice(mark[0].length)
      const box = new Token("html_inline", "", 0)
      box.content = `<input type="checkbox" disabled${mark[1] === " " ? "" : " checked"}> `
      token.children?.unshift(box)
    }
  })
}
