import Anser from "anser"
import { linesOf } from "../../kernel/session/format/lines.ts"

/** A piece of a line in one style. */
export interface StyledText {
  text: string
  /** Names of CSS classes, such as `ansi-red-fg`. */
  classes: readonly string[]
}

const escape = "\u001B["
// What terminals take for styles: others, such as those that move the cursor, mean nothing in a log.
// oxlint-disable-next-line no-control-regex -- escape sequences begin with a control character
const styles = /\u001B\[[\d;]*m/gu

/** The lines of a text, each with the styles that were on at its beginning. */
export function splitLines(text: string): readonly string[] {
  if (!text.includes("\n") && !text.includes("\r")) return [text]
  const lines = linesOf(text)
  if (!text.includes(escape)) return lines
  let open = ""
  return lines.map((line) => {
    const begun = open + line
    for (const [style] of line.matchAll(styles)) open = isReset(style) ? "" : open + style
    return begun
  })
}

/** A line's pieces, by their styles. */
export function styledTexts(line: string): readonly StyledText[] {
  if (!line.includes(escape)) return [{ text: line, classes: [] }]
  return Anser.ansiToJson(line, { use_classes: true, remove_empty: true }).map(({ content, fg, bg, decorations }) => ({
    text: content,
    classes: [...(fg ? [`${fg}-fg`] : []), ...(bg ? [`${bg}-bg`] : []), ...decorations.map((name) => `ansi-${name}`)],
  }))
}

/** A line without its styles. */
export function plainText(line: string): string {
  return line.includes(escape) ? line.replaceAll(styles, "") : line
}

function isReset(style: string): boolean {
  return style === `${escape}m` || style === `${escape}0m`
}
