import { renderToString } from "katex"
import type { MarkdownIt } from "markdown-it"
import { escapeMarkup } from "../../flow/escapeMarkup.ts"
import { Html } from "./html.ts"

/** A longer one is none that anybody reads, and takes as long as a page of others. */
const longest = 10_000
/** Characters of formulas that a text has drawn; each formula costs something beside them. */
const maxOfText = 100_000
const costOfOne = 20

/** A formula of LaTeX as MathML; one that can't be drawn is shown as it is written. */
export function formula(latex: string, isBlock: boolean): Html {
  if (latex.length <= longest) {
    try {
      // KaTeX escapes what it shows.
      return new Html(renderToString(latex, { output: "mathml", displayMode: isBlock, throwOnError: false }))
    } catch (error) {
      // Thousands of levels in one another.
      if (!(error instanceof RangeError)) throw error
    }
  }
  return new Html(asWritten(latex))
}

function asWritten(latex: string): string {
  return `<code>${escapeMarkup(latex)}</code>`
}

/** Lets Markdown have formulas: `$…$` in a line, `$$…$$` in a line or around lines. */
export function addFormulas(markdown: MarkdownIt): void {
  let left = maxOfText
  const draw = (latex: string, isBlock: boolean): string => {
    left -= latex.length + costOfOne
    return left < 0 ? asWritten(latex) : formula(latex, isBlock).text
  }
  markdown.inline.ruler.after("escape", "formula", (state, silent) => {
    const { src, pos } = state
    if (src[pos] !== "$") return false
    const fence = src[pos + 1] === "$" ? "$$" : "$"
    const start = pos + fence.length
    const end = endOfFormula(src, fence, start)
    if (end === undefined) return false
    if (!silent) state.push(fence === "$" ? "formula" : "formulas", "", 0).content = src.slice(start, end)
    state.pos = end + fence.length
    return true
  })
  markdown.block.ruler.before(
    "fence",
    "formulas",
    (state, first, last, silent) => {
      const lineAt = (line: number): string => state.getLines(line, line + 1, 0, false).trim()
      if (lineAt(first) !== "$$") return false
      for (let line = first + 1; line < last; line++) {
        if (lineAt(line) !== "$$") continue
        if (silent) return true
        state.push("formulas", "", 0).content = state.getLines(first + 1, line, state.blkIndent, false)
        state.line = line + 1
        return true
      }
      return false
    },
    { alt: ["paragraph", "blockquote", "list"] },
  )
  markdown.renderer.rules["formula"] = (tokens, index) => draw(tokens[index]?.content ?? "", false)
  markdown.renderer.rules["formulas"] = (tokens, index) => draw(tokens[index]?.content ?? "", true)
}

/**
 * Where the formula ends that begins at `start`. Only the next dollar sign is looked at: a text of nothing but such
 * beginnings would take for ever otherwise. Prices are no formulas, so there are no blanks within the signs, and no digit after.
 */
function endOfFormula(text: string, fence: string, start: number): number | undefined {
  let end = text.indexOf(fence, start)
  while (end > start && isEscaped(text, end)) end = text.indexOf(fence, end + 1)
  if (end <= start) return undefined
  if (fence === "$" && (/\s/.test(text.charAt(start)) || /\s/.test(text.charAt(end - 1)))) return undefined
  return fence === "$" && /\d/.test(text.charAt(end + 1)) ? undefined : end
}

function isEscaped(text: string, place: number): boolean {
  let backslashes = 0
  while (text[place - 1 - backslashes] === "\\") backslashes += 1
  return backslashes % 2 === 1
}
