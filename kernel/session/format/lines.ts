/**
 * The lines of a text that a program wrote. Of a line that was overwritten with carriage returns, the last version
 * counts, as in a terminal.
 */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.split("\r").findLast((version) => version !== "") ?? "")
  while (lines.length > 1 && lines.at(-1) === "") lines.pop()
  return lines
}
