/** Text of one style. */
interface Run {
  text: string
  /** Column that it starts in, from 0. */
  column: number
  /** CSS classes. */
  classes: readonly string[]
}

const cell = { width: 7.8, height: 19 }
const margin = { side: 18, top: 44, bottom: 16 }

/** The escape codes that `styleText` writes, by what they turn on, and what turns that off. */
const styles: Readonly<Record<string, { name: string; on: boolean }>> = {
  1: { name: "bold", on: true },
  2: { name: "dim", on: true },
  22: { name: "bold dim", on: false },
  31: { name: "red", on: true },
  32: { name: "green", on: true },
  33: { name: "yellow", on: true },
  36: { name: "cyan", on: true },
  39: { name: "red green yellow cyan", on: false },
  0: { name: "bold dim red green yellow cyan", on: false },
}

/**
 * Draws lines with terminal colours as a window, in SVG that is readable on light and dark pages.
 * @param columns the terminal's width
 */
export function terminalPicture(title: string, lines: readonly string[], columns: number): string {
  const width = Math.ceil(columns * cell.width + 2 * margin.side)
  const height = margin.top + lines.length * cell.height + margin.bottom
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" xml:space="preserve">`,
    `<title>${escapeText(title)}</title>`,
    style,
    `<rect class="window" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    ...[0, 1, 2].map((button) => `<circle class="button" cx="${margin.side + 5 + button * 18}" cy="20" r="5.5"/>`),
    ...lines.flatMap((line, row) => runsOf(line).flatMap((run) => textElements(run, row))),
    "</svg>",
    "",
  ].join("\n")
}

/** No element for blanks alone. */
function textElements({ text, column, classes }: Run, row: number): string[] {
  const trimmed = text.trimEnd()
  const start = trimmed.length - trimmed.trimStart().length
  const shown = trimmed.slice(start)
  if (shown === "") return []
  // The length holds the columns in line whatever font the reader has.
  const place = `x="${decimal(margin.side + (column + start) * cell.width)}" y="${margin.top + row * cell.height + 13}"`
  const length = `textLength="${decimal(shown.length * cell.width)}" lengthAdjust="spacingAndGlyphs"`
  const look = classes.length > 0 ? ` class="${classes.join(" ")}"` : ""
  return [`<text ${place} ${length}${look}>${escapeText(shown)}</text>`]
}

function runsOf(line: string): Run[] {
  const runs: Run[] = []
  const classes = new Set<string>()
  let column = 0
  for (const [index, part] of line.split("\u001B[").entries()) {
    const [whole = "", code = ""] = (index > 0 && /^(\d+)m/.exec(part)) || []
    const { name = "", on = false } = styles[code] ?? {}
    for (const each of name.split(" ")) {
      if (on) classes.add(each)
      else classes.delete(each)
    }
    const text = part.slice(whole.length)
    if (text !== "") runs.push({ text, column, classes: [...classes] })
    column += text.length
  }
  return runs
}

const style = `<style>
text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2328; white-space: pre }
.window { fill: #fcfcfa; stroke: #d1d5da }
.button { fill: #d1d5da }
.bold { font-weight: 700 }
.dim { fill: #59636e }
.red { fill: #b3261e }
.green { fill: #116329 }
.yellow { fill: #7d4e00 }
.cyan { fill: #0b57b0 }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f3f6 }
  .window { fill: #1c1f24; stroke: #3d444d }
  .button { fill: #3d444d }
  .dim { fill: #a6adb6 }
  .red { fill: #ff9492 }
  .green { fill: #5fd57a }
  .yellow { fill: #f0b72f }
  .cyan { fill: #79b8ff }
}
</style>`

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
}

function decimal(value: number): number {
  return Math.round(value * 100) / 100
}
