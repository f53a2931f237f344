import Anser from "anser"
import { html, Html } from "./html.ts"

/** What a terminal would show of a text, with its colours. */
export function ansi(text: string): Html {
  // Most texts have none, and then nothing has to be looked for.
  if (!text.includes("\u001b")) return html`${text}`
  return new Html(Anser.ansiToHtml(Anser.escapeForHtml(withoutUnwritable(text)), { use_classes: true }))
}

/** Signs that move a terminal's cursor, and others that HTML has no way to write. */
function withoutUnwritable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return text.replaceAll(/\u001b\[[\d;?]*[A-Za-ln-z]|[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f]/g, "")
}
