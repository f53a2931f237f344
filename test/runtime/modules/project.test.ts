import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { aliasedSource, languageSettings, projectHash } from "../../../kernel/runtime/modules/project.ts"

let folder = ""

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tsnb-project-"))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function write(files: Readonly<Record<string, string | object>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content))
  }
}

function configure(compilerOptions: object): void {
  write({ "tsconfig.json": { compilerOptions } })
}

test.each<[string, object, string, string | undefined]>([
  ["a pattern", { paths: { "@/*": ["./src/*"] } }, "@/one", "src/one.ts"],
  ["a name", { paths: { settings: ["./src/one.ts"] } }, "settings", "src/one.ts"],
  ["the second of two places", { paths: { "@/*": ["./other/*", "./src/*"] } }, "@/one", "src/one.ts"],
  ["a folder with an index", { paths: { "@/*": ["./*"] } }, "@/src", "src/index.ts"],
  ["`baseUrl`", { baseUrl: "src" }, "one", "src/one.ts"],
  ["what TypeScript would write", { paths: { "@/*": ["./src/*"] } }, "@/one.js", "src/one.ts"],
  ["only types", { paths: { types: ["./src/types.d.ts"] } }, "types", undefined],
  ["a package", { paths: { "*": ["./node_modules/*"] } }, "known", undefined],
  ["a path", { baseUrl: "src" }, "./one", undefined],
  ["a module of Node", { baseUrl: "src" }, "fs", undefined],
  ["nothing that is there", { paths: { "@/*": ["./src/*"] } }, "@/two", undefined],
])("%s: %j", (_, options, specifier, found) => {
  configure(options)
  write({
    "src/one.ts": "",
    "src/fs.ts": "",
    "src/index.ts": "",
    "src/types.d.ts": "",
    "node_modules/known/index.js": "",
  })
  expect(aliasedSource(specifier, folder).found).toBe(found === undefined ? undefined : join(folder, found))
})

test("tells what it looked for in vain", () => {
  configure({ paths: { "@/*": ["./src/*"] } })
  expect(aliasedSource("@/two", folder).missing).toContain(join(folder, "src", "two.ts"))
})

test("a changed file, and a nearer one, are seen", () => {
  mkdirSync(join(folder, "inner"))
  const inner = join(folder, "inner")
  expect(languageSettings(inner)).toEqual({})
  configure({ jsx: "react", experimentalDecorators: true, strict: true })
  expect(languageSettings(inner)).toEqual({ jsx: "react", experimentalDecorators: true })
  write({ "base.json": { compilerOptions: { jsx: "react-jsx", jsxImportSource: "preact" } } })
  write({ "tsconfig.json": { extends: "./base.json" } })
  expect(languageSettings(inner)).toEqual({ jsxImportSource: "preact" })
  write({ "base.json": { compilerOptions: { jsx: "react-jsx", jsxImportSource: "solid-js" } } })
  expect(languageSettings(inner)).toEqual({ jsxImportSource: "solid-js" })
  write({ "inner/tsconfig.json": {} })
  expect(languageSettings(inner)).toEqual({})
})

test("only what runs code counts", () => {
  const none = projectHash(folder, "language")
  configure({ strict: true, jsx: "preserve", outDir: "x" })
  expect(projectHash(folder, "language")).toBe(none)
  configure({ experimentalDecorators: true })
  expect(projectHash(folder, "language")).not.toBe(none)
  const noPaths = projectHash(folder, "paths")
  configure({ paths: { "@/*": ["./*"] } })
  expect(projectHash(folder, "language")).toBe(none)
  expect(projectHash(folder, "paths")).not.toBe(noPaths)
})

test("one that can't be used is named where it is needed", () => {
  write({ "tsconfig.json": { extends: "./not-there.json" } })
  expect(() => languageSettings(folder)).toThrow(join(folder, "tsconfig.json"))
  expect(aliasedSource("lodash", folder)).toMatchObject({ missing: [], problem: { name: "ProjectError" } })
  expect(projectHash(folder, "paths")).toBeNull()
})
