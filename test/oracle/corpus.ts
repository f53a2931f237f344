import { readdirSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import type { OracleNotebook } from "./notebook.ts"

const folder = join(import.meta.dirname, "corpus")

/** The subjects of the corpus, each a file of notebooks. */
export const subjects: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith(".txt"))
  .map((file) => basename(file, ".txt"))
  .toSorted()

/** The notebooks of a subject. */
export function readSubject(subject: string): readonly OracleNotebook[] {
  return parseNotebooks(readFileSync(join(folder, `${subject}.txt`), "utf8"))
}

/**
 * Reads notebooks from one text: a line `=== title` begins a notebook, `--- path` below it a file beside that notebook, and
 * `!!! reason` says that its run differs from its script, and where the docs say so.
 */
export function parseNotebooks(text: string): readonly OracleNotebook[] {
  return text
    .split(/^=== /m)
    .slice(1)
    .map((part) => parseOne(part.split(/^--- /m)))
}

function parseOne([notebook = "", ...files]: readonly string[]): OracleNotebook {
  const [title, text] = splitFirstLine(notebook)
  const reason = /^!!! (.*)\n/.exec(text)
  return {
    title,
    text: text.slice(reason?.[0].length),
    files: Object.fromEntries(files.map(splitFirstLine)),
    ...(reason?.[1] !== undefined && { differs: reason[1] }),
  }
}

function splitFirstLine(text: string): readonly [first: string, others: string] {
  const end = text.indexOf("\n")
  return [text.slice(0, end), text.slice(end + 1)]
}
