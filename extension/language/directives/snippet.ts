import type { Option } from "../../../kernel/cell/directive/index.ts"

/** A text as it stands for itself in a snippet. */
export function plain(text: string): string {
  return text.replaceAll(/[\\$}]/g, String.raw`\$&`)
}

/** An option with a value to be chosen or written over, as a snippet. */
export function optionSnippet(name: string, { type, example }: Option<unknown>): string {
  const { words } = type
  if (words && !type.examples) return `${name}=\${1|${exampleFirst(words, example).join(",")}|}`
  return `${name}=${valueSnippet(example)}`
}

/** A value whose parts that one will want to change can be written over. */
function valueSnippet(example: string): string {
  const loop = /^"(\S+) of (\S+)"$/.exec(example)
  if (loop) return `"${placeholder(1, loop[1])} of ${placeholder(2, loop[2])}"`
  const quoted = /^([^"]*")([^"]*)("[^"]*)$/.exec(example)
  return quoted
    ? `${plain(quoted[1] ?? "")}${placeholder(1, quoted[2])}${plain(quoted[3] ?? "")}`
    : placeholder(1, example)
}

function placeholder(number: number, text = ""): string {
  return `\${${number}:${plain(text)}}`
}

/** Who writes an option wants another value than the default; the example is one. */
export function exampleFirst(words: readonly string[], example: string): readonly string[] {
  return words.toSorted((one, other) => Number(other === example) - Number(one === example))
}
