import hljs from "./highlighter.js"
import { html, Html } from "./html.ts"

/** Code in colours; as it is when nobody knows the language. */
export function highlight(code: string, language: string): Html {
  if (hljs.getLanguage(language) === undefined) return html`${code}`
  // It escapes the code itself.
  return new Html(hljs.highlight(code, { language, ignoreIllegals: true }).value)
}

/** A cell's code in colours, the word of its directive marked. */
export function highlightCell(source: string): Html {
  const { text } = highlight(source, "typescript")
  return new Html(
    text.replace(/^((?:\s|<span class="hljs-comment">)*\/\/\s*)(@[a-z]+)/, '$1<b class="directive">$2</b>'),
  )
}
