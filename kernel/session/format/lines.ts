/** Sequences with which a line is written over, as progress bars do: the cursor to its beginning, and the rest erased. */
// oxlint-disable-next-line no-control-regex -- the escape character begins each
const toBeginning = /\u001b\[[01]?G/g
// oxlint-disable-next-line no-control-regex -- the same
const needless = /\u001b\[(?:[012]?K|\?25[hl])/g
// oxlint-disable-next-line no-control-regex -- the same
const styles = /\u001b\[[\d;:]*m/g

/**
 * The lines of a text that a program wrote. Of a line that was written over with carriage returns or backspaces, the last
 * version counts, as in a terminal.
 */
export function linesOf(text: string): string[] {
  // Nearly all that is written line by line; of these there may be a million.
  // oxlint-disable-next-line no-control-regex -- what may have been written over
  if (!/[\r\n\b\u001b]/.test(text)) return [text]
  const lines = text.split(/\r?\n/).map(lastVersion)
  while (lines.length > 1 && lines.at(-1) === "") lines.pop()
  return lines
}

function lastVersion(line: string): string {
  const plain = line.includes("\u001b") ? line.replace(toBeginning, "\r").replace(needless, "") : line
  const last = plain.includes("\r")
    ? plain.split("\r").findLast((version) => version.replace(styles, "") !== "")
    : plain
  return last?.includes("\b") ? typedOver(last) : (last ?? "")
}

/** What is left to see where backspaces went over what was written before. */
function typedOver(line: string): string {
  const shown: string[] = []
  let column = 0
  // Without styles, which belong to characters that may be gone.
  for (const character of line.replace(styles, "")) {
    if (character === "\b") column = Math.max(0, column - 1)
    else shown[column++] = character
  }
  return shown.join("")
}
