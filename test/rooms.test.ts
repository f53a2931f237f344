import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve, sep } from "node:path"
import { describe, expect, test } from "vitest"

const root = join(import.meta.dirname, "..")

/** The folders of each package, the uppermost first: one uses those below it. What lies beside them, any may use. */
const layers: Readonly<Record<string, readonly string[]>> = {
  kernel: [
    "cli",
    "convert",
    "history",
    "jupyter",
    "flowService",
    "language",
    "session",
    "executor",
    "store",
    "flow",
    "runtime",
    "cell",
    "notebook",
    "model",
    "api",
  ],
  webview: [
    "timeline",
    "graph",
    "runs",
    "results",
    "logs",
    "parameters",
    "renderers",
    "controls",
    "model",
    "host",
    "styles",
  ],
}

/** The folder of its package that a file is in; none for those beside the folders. */
function layerOf(file: string, top: string): string | undefined {
  const [first, layer, ...rest] = relative(root, file).split(sep)
  return first === top && rest.length > 0 ? layer : undefined
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8")
  const paths = Array.from(text.matchAll(/(?:\bfrom|\bimport\(?) *"(\.[^"]+)"/g), ([, path = ""]) => path)
  return paths.map((path) => resolve(dirname(file), path))
}

function filesOf(top: string): readonly string[] {
  return readdirSync(join(root, top), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(root, top, name))
}

describe.each(Object.entries(layers))("%s", (top, names) => {
  test("every folder is a layer, and each is there once", () => {
    const folders = readdirSync(join(root, top), { withFileTypes: true }).filter((entry) => entry.isDirectory())
    expect(names.toSorted()).toEqual(folders.map(({ name }) => name).toSorted())
  })

  test("a layer uses those below it, never those above", () => {
    const upwards = filesOf(top).flatMap((file) => {
      const rank = names.indexOf(layerOf(file, top) ?? "")
      return importsOf(file)
        .map((used) => ({ used, usedRank: names.indexOf(layerOf(used, top) ?? "") }))
        .filter(({ usedRank }) => rank >= 0 && usedRank >= 0 && usedRank < rank)
        .map(({ used }) => `${relative(root, file)} uses ${relative(root, used)}`)
    })
    expect(upwards).toEqual([])
  })
})

test("the page for developers has the kernel's layers in the same order", () => {
  const page = readFileSync(join(root, "docs", "development.md"), "utf8")
  expect(Array.from(page.matchAll(/^\|.*?`kernel\/(\w+)\/`/gm), ([, name]) => name)).toEqual(layers["kernel"])
})

test("only the extension knows VS Code", () => {
  const others = ["kernel", "webview"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name))
      .filter((name) => /\bfrom "vscode"/.test(readFileSync(join(root, folder, name), "utf8"))),
  )
  expect(others).toEqual([])
})
