import { join, sep } from "node:path"
import { pathToFileURL } from "node:url"
import { describe, expect, test } from "vitest"
import {
  absolutePath,
  isWithin,
  NotebookPaths,
  ownFolder,
  packageFolderOf,
} from "../../../kernel/runtime/trace/paths.ts"

const root = process.platform === "win32" ? "C:\\" : "/"
const path = (...parts: string[]): string => join(root, ...parts)

test.each<[string, string | undefined]>([
  [path("p", "node_modules", "a", "lib", "x.js"), path("p", "node_modules", "a")],
  [path("p", "node_modules", "a"), path("p", "node_modules", "a")],
  [path("p", "node_modules", "@s", "a", "x.js"), path("p", "node_modules", "@s", "a")],
  [path("p", "node_modules", "@s", "a"), path("p", "node_modules", "@s", "a")],
  [
    path("p", "node_modules", ".pnpm", "a@1", "node_modules", "a", "x"),
    path("p", "node_modules", ".pnpm", "a@1", "node_modules", "a"),
  ],
  [path("p", "node_modules"), undefined],
  [path("p", "my_node_modules", "a", "x.js"), undefined],
  [path("p", "x.js"), undefined],
])("the package of %s is %s", (file, folder) => {
  expect(packageFolderOf(file)).toBe(folder)
})

test.each<[string, string, boolean]>([
  [path("a", "b"), path("a"), true],
  [path("a"), path("a"), true],
  [path("ab"), path("a"), false],
  [path("a"), root, true],
])("%s is within %s: %s", (inner, outer, expected) => {
  expect(isWithin(inner, outer)).toBe(expected)
})

test.each<[unknown, string | undefined]>([
  ["x", join(process.cwd(), "x")],
  [Buffer.from("x"), join(process.cwd(), "x")],
  [new Uint8Array([120]), join(process.cwd(), "x")],
  [pathToFileURL(path("a b")), path("a b")],
  [new URL("http://example.org/x"), undefined],
  ["a\0b", undefined],
  [3, undefined],
  [undefined, undefined],
  [{}, undefined],
])("the path in %s", (given, expected) => {
  expect(absolutePath(given)).toBe(expected)
})

describe("a notebook's paths", () => {
  const paths = new NotebookPaths(path("home", "book"), [path("results")])

  test.each<[string, string]>([
    [path("home", "book", "data", "x"), "data/x"],
    [path("home", "book"), "."],
    [path("home", "other"), "../other"],
  ])("%s is written %s", (absolute, entry) => {
    expect(paths.toEntry(absolute)).toBe(entry)
  })

  test.each<[string, boolean]>([
    [path("home", "book", ".tsnb", "store.db"), true],
    [path("home", "book", ".tsnbx"), false],
    [path("home", "other", ".tsnb"), false],
    [path("results", "x"), true],
    [join(ownFolder, "runtime", "x.ts"), true],
    [ownFolder + sep, true],
  ])("%s is ignored: %s", (absolute, ignored) => {
    expect(paths.isIgnored(absolute)).toBe(ignored)
  })
})
