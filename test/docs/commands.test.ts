import { existsSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { Command } from "commander"
import { describe, expect, test } from "vitest"
import { createProgram } from "../../kernel/cli/program.ts"
import { blocksOf, readPages, root } from "./pages.ts"

const pages = readPages()
const program = createProgram(() => undefined)
/** What does something, by all its words: `run`, `kernel install`. */
const commands = new Map(leaves(program, []))

/** Command lines with `tsnb` in the blocks of code and in the text. */
const commandLines = pages.flatMap((page) => {
  const inText = Array.from(page.text.matchAll(/`(?:npx )?(tsnb [a-z][^`]*)`/g), ([, command = ""]) => command)
  const inBlocks = blocksOf(page).flatMap(({ text }) =>
    Array.from(text.matchAll(/^(?:\$ )?(?:npx )?(tsnb [a-z][^#|\n]*)/gm), ([, command = ""]) => command.trim()),
  )
  return [...inText, ...inBlocks].map((command) => ({ page: page.path, command: command.replaceAll("\n", " ") }))
})

function leaves(command: Command, words: readonly string[]): [name: string, command: Command][] {
  // Without those that are for other programs, and Commander's own `help`.
  const shown = command.createHelp().visibleCommands(command)
  const below = shown.filter((one) => command.commands.includes(one))
  if (below.length === 0) return [[words.join(" "), command]]
  return below.flatMap((one) => leaves(one, [...words, one.name()]))
}

describe("what the documentation tells to type", () => {
  test.each(commandLines)("$page: $command", ({ command }) => {
    const [, first = "", ...words] = command.split(/\s+/)
    if (first === "help") return
    const name = commands.has(first) ? first : `${first} ${words.shift()}`
    const found = commands.get(name)
    expect(found, `the command ${name}`).toBeDefined()
    const known = found?.options.flatMap(({ short, long }) => [short, long])
    for (const option of words.filter((word) => /^--?[a-z]/.test(word))) expect(known).toContain(option)
  })

  test("every command has a heading on the page about the command line", () => {
    const text = pages.find(({ path }) => path === "docs/command-line.md")?.text ?? ""
    const headings = Array.from(text.matchAll(/^### `tsnb ([a-z ]*[a-z])/gm), ([, name = ""]) => name)
    expect(headings.toSorted()).toEqual([...commands.keys()].toSorted())
  })

  test("every option is named on that page", () => {
    const text = pages.find(({ path }) => path === "docs/command-line.md")?.text ?? ""
    const options = [...commands.values()].flatMap(({ options: all }) => all.map(({ long }) => long ?? ""))
    for (const option of options) expect(text).toContain(option)
  })

  test("npm scripts", () => {
    const manifest: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
    const scripts = typeof manifest === "object" && manifest !== null && "scripts" in manifest && manifest.scripts
    const named = pages.flatMap(({ text }) => Array.from(text.matchAll(/npm run ([a-z]+)/g), ([, name = ""]) => name))
    expect(named).toContain("taxi")
    expect(Object.keys(scripts || {})).toEqual(expect.arrayContaining(named))
  })

  test("links lead to files that are there", () => {
    for (const { path, text } of pages) {
      const links = Array.from(text.matchAll(/(?:\]\(|src=")([^)"#:]+)[)"#]/g), ([, link = ""]) => link)
      for (const link of links) expect(existsSync(join(root, dirname(path), link)), `${path}: ${link}`).toBe(true)
    }
  })
})
