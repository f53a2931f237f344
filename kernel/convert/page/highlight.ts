import hljs from "./highlighter.js"
import { html, Html } from "./html.ts"

/** Code in colours; as it is when nobody knows the language. */
export function highlight(code: string, language: string): Html {
  if (hljs.getLanguage(language) === undefined || isHard(code)) return html`${code}`
  // It escapes the code itself.
  return new Html(hljs.highlight(code, { language, ignoreIllegals: true }).value)
}

/** Code longer than this is read by programs. */
const longest = 200_000
/** How often each character may be looked at again. */
const maxLooks = 300

/**
 * Whether colouring takes too long: highlight.js looks at a long word, and at a row of blanks, once more from each of its
 * characters.
 */
function isHard(code: string): boolean {
  if (code.length > longest) return true
  let looks = 0
  for (const [run] of code.matchAll(/[\w$]{100,}|\s{100,}/g)) looks += run.length ** 2
  return looks > maxLooks * code.length
}

/** A cell's code in colours, the word of its directive marked. */
export function highlightCell(source: string): Html {
  const { text } = highlight(source, "typescript")
  return new Html(
    text.replace(/^((?:\s|<span class="hljs-comment">)*\/\/\s*)(@[a-z]+)/, '$1<b class="directive">$2</b>'),
  )
}
