import { keptStyles, withoutStyles, styleSequence } from "./styles.ts"

/**
 * What a terminal obeys instead of showing it, and what shows text in another order than it has: control characters, and
 * those that turn the direction of writing. Colours and styles are found first, whole.
 */
const obeyed =
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  /\r\n|\u001b\[[\d;:]{0,64}m|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/**
 * A text as a terminal may be given it, wherever it comes from: colours and styles stay, and end with their line; every
 * other sequence or character that a terminal would obey is shown, as JavaScript and JSON write it: `\u001b]52;…`.
 */
export function terminalText(text: string): string {
  const shown = text.replace(obeyed, (found) => (found === "\r\n" ? "\n" : found.length > 1 ? found : escaped(found)))
  return shown.includes(styleSequence) ? withStylesEnded(shown) : shown
}

/** A text such as a file's name, in which a line break is none of tsnb's own. */
export function terminalLine(text: string): string {
  return terminalText(text).replaceAll("\n", escaped("\n"))
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
}

/** Lines of tsnb's own follow in the same terminal. */
function withStylesEnded(text: string): string {
  return text
    .split("\n")
    .map((line) => (keptStyles(line).length === 0 ? line : line + withoutStyles))
    .join("\n")
}
