export { cutText, oneLine, padText, textWidth } from "../../runtime/display/oneLine.ts"

/**
 * The lines of a text that a program wrote. Of a line that was overwritten with carriage returns, the last version
 * counts, as in a terminal.
 */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.split("\r").findLast((version) => version !== "") ?? "")
  while (lines.length > 1 && lines.at(-1) === "") lines.pop()
  return lines
}

/** `1 task`, `2 tasks` */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`
}
