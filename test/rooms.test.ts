import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve, sep } from "node:path"
import { expect, test } from "vitest"

const root = join(import.meta.dirname, "..")

/** The kernel's rooms as the page lists them, the uppermost first. */
const rooms = Array.from(
  readFileSync(join(root, "docs", "development.md"), "utf8").matchAll(/^\|.*?`kernel\/(\w+)\/`/gm),
  ([, room = ""]) => room,
)

/** The room that a file is in; none for those beside the rooms, which any may use. */
function roomOf(file: string): string | undefined {
  const [top, room, ...rest] = relative(root, file).split(sep)
  return top === "kernel" && rest.length > 0 ? room : undefined
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8")
  const paths = Array.from(text.matchAll(/(?:\bfrom|\bimport\(?) *"(\.[^"]+)"/g), ([, path = ""]) => path)
  return paths.map((path) => resolve(dirname(file), path))
}

const files = readdirSync(join(root, "kernel"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => join(root, "kernel", name))

test("every room of the kernel is in the list, once", () => {
  const folders = readdirSync(join(root, "kernel"), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  expect(rooms.toSorted()).toEqual(folders.map(({ name }) => name).toSorted())
})

test("a room uses those below it, never those above", () => {
  const upwards = files.flatMap((file) => {
    const rank = rooms.indexOf(roomOf(file) ?? "")
    return importsOf(file)
      .filter((used) => rank >= 0 && rooms.includes(roomOf(used) ?? "") && rooms.indexOf(roomOf(used) ?? "") < rank)
      .map((used) => `${relative(root, file)} uses ${relative(root, used)}`)
  })
  expect(upwards).toEqual([])
})

test("only the extension knows VS Code", () => {
  const others = ["kernel", "webview"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name))
      .filter((name) => /\bfrom "vscode"/.test(readFileSync(join(root, folder, name), "utf8"))),
  )
  expect(others).toEqual([])
})
