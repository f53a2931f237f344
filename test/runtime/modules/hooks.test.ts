import { mkdirSync, rmSync, symlinkSync } from "node:fs"
import { dirname, join } from "node:path"
import { afterEach, describe, expect, test } from "vitest"
import { describeEntry } from "../../../kernel/runtime/trace/entry.ts"
import { createVerifier } from "../../../kernel/runtime/trace/verifier.ts"
import { AttemptProcess } from "../trace/attemptProcess.ts"
import { summary } from "../trace/summary.ts"

let cell: AttemptProcess

function notebook(files: Record<string, string>, environment: NodeJS.ProcessEnv = {}): AttemptProcess {
  cell = new AttemptProcess(files, environment)
  return cell
}

afterEach(() => cell[Symbol.asyncDispose]())

const fakePackages = {
  "node_modules/esm/package.json": '{"name":"esm","version":"1.2.3","type":"module","exports":"./lib/main.js"}',
  "node_modules/esm/lib/main.js": 'import "./other.js"; import "@scope/cjs"; export const name = "esm"',
  "node_modules/esm/lib/other.js": "",
  "node_modules/@scope/cjs/package.json": '{"name":"@scope/cjs","version":"2.0.0","main":"index.js"}',
  "node_modules/@scope/cjs/index.js":
    'exports.text = require("fs").readFileSync(__dirname + "/own.txt", "utf8"); exports.mode = process.env.CJS_MODE; exports.CI = process.env.CI',
  "node_modules/@scope/cjs/own.txt": "own",
}

const write = (path: string, content: string) => (): void => cell.write({ [path]: content })
const at = (path: string): string => join(cell.folder, path)
const linkAt = (path: string, target: string) => (): void => {
  rmSync(at(path), { force: true })
  mkdirSync(dirname(at(path)), { recursive: true })
  symlinkSync(target, at(path), "junction")
}
const link = (target: string) => linkAt("node_modules/mine", target)

/** Each link with the path that it leads to, as its text has it; or from the notebook's folder. */
const linked =
  (...links: readonly (readonly [path: string, target: string])[]) =>
  (): void => {
    for (const [path, target] of links) linkAt(path, target.startsWith(".") ? target : at(target))()
  }
const within = (folder: string, files: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]))

const dep = (version: string): Record<string, string> => ({
  "package.json": `{"name":"dep","version":"${version}","exports":"./index.mjs"}`,
  "index.mjs": `export default "${version}"`,
})

describe("modules that people write load, and are in the trace", () => {
  test.each<[string, Record<string, string>, string, unknown, string[]]>([
    [
      "TypeScript with everything",
      {
        "h.ts":
          "export enum E { A = 4 } export class C { constructor(public x: number) {} } export const v: number = E.A",
      },
      "return (await import('./h.ts')).v",
      4,
      ["file h.ts"],
    ],
    [
      "by .js",
      { "h.ts": "export default 1" },
      "return (await import('./h.js')).default",
      1,
      ["exists h.js null", "file h.ts"],
    ],
    [
      "without extension",
      { "h.ts": "export default 1" },
      "return (await import('./h')).default",
      1,
      ["exists h null", "file h.ts"],
    ],
    [
      "a folder",
      { "h/index.ts": "export default 1" },
      "return (await import('./h')).default",
      1,
      [
        "exists h folder",
        ...[".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json"].map((e) => `exists h${e} null`),
        "file h/index.ts",
      ],
    ],
    [
      "imports of imports",
      {
        "a.ts": "import { b } from './b.ts'; import type { T } from './types.ts'; export const a: T = b",
        "b.ts": "export { default as b } from './c.cjs'",
        "c.cjs": "module.exports = require('./d.json').value",
        "d.json": '{"value":7}',
        "types.ts": "export type T = number",
      },
      "return (await import('./a.ts')).a",
      7,
      ["file a.ts", "file b.ts", "file c.cjs", "file d.json"],
    ],
    ["required", { "h.cts": "const x: number = 3; export = x" }, "return require('./h.cts')", 3, ["file h.cts"]],
    [
      "required TypeScript modules",
      { "h.ts": "export const x: number = 3" },
      "return require('./h.ts').x",
      3,
      ["file h.ts"],
    ],
    [
      "required CommonJS in .ts",
      { "h.ts": "const x: number = 3; module.exports = { x }" },
      "return require('./h.ts').x",
      3,
      ["file h.ts", "manifest . null"],
    ],
    [
      "imported CommonJS in .ts",
      { "h.ts": "const x: number = 3; module.exports = { x }" },
      "return (await import('./h.ts')).default.x",
      3,
      ["file h.ts", "manifest . null"],
    ],
    [
      "CommonJS that requires TypeScript",
      { "a.cjs": "exports.x = require('./b').x", "b.ts": "export const x = 3" },
      "return (await import('./a.cjs')).x",
      3,
      ["file a.cjs", "file b.ts", "exists b null", "exists b.js null", "exists b.json null", "exists b.node null"],
    ],
    [
      "ES modules in a project of CommonJS",
      { "package.json": '{"type":"commonjs"}', "h.ts": "export const x = 3" },
      "return (await import('./h.ts')).x",
      3,
      ["file h.ts"],
    ],
    [
      "imports in .cts",
      {
        "h.cts": "import { sep } from 'node:path'; import b from './b.cts'; export const x = [sep.length, b]",
        "b.cts": "export default 2",
      },
      "return require('./h.cts').x[0] + (await import('./h.cts')).default.x[0]",
      2,
      ["file b.cts", "file h.cts"],
    ],
    [
      "import = require in .ts",
      { "h.ts": "import fs = require('fs'); export const x: boolean = fs.existsSync.length === 1" },
      "return (await import('./h.ts')).x",
      true,
      ["file h.ts"],
    ],
    [".mts", { "h.mts": "export const x: number = await 3" }, "return (await import('./h.mts')).x", 3, ["file h.mts"]],
    [".mjs", { "h.mjs": "export const x = 3" }, "return (await import('./h.mjs')).x", 3, ["file h.mjs"]],
    [
      "decorators",
      { "h.ts": "const d = (v: any, c: any) => class { k = c.kind }; @d class A {}\nexport const x = new A()" },
      "return (await import('./h.ts')).x.k",
      "class",
      ["file h.ts"],
    ],
    ["JSON", { "d.json": '{"x":1}' }, "return (await import('./d.json')).default.x", 1, ["file d.json"]],
    [
      "JSON with its type",
      { "d.json": '{"x":1}' },
      "return (await import('./d.json', { with: { type: 'json' } })).default.x",
      1,
      ["file d.json"],
    ],
    [
      "JSON from a module",
      { "h.ts": "import d from './d.json'; export const x: number = d.x", "d.json": '{"x":1}' },
      "return (await import('./h.ts')).x",
      1,
      ["file d.json", "file h.ts"],
    ],
    [
      "JSON with its type from a module",
      { "h.ts": "import d from './d.json' with { type: 'json' }; export const x = d.x", "d.json": '{"x":1}' },
      "return (await import('./h.ts')).x",
      1,
      ["file d.json", "file h.ts"],
    ],
    ["required JSON", { "d.json": '{"x":1}' }, "return require('./d.json').x", 1, ["file d.json"]],
    [
      "a query",
      { "h.ts": "export const x = import.meta.url.slice(-4)" },
      "return (await import('./h.ts?v=1')).x",
      "?v=1",
      ["file h.ts"],
    ],
    [
      "import.meta",
      { "sub/h.ts": "export default [import.meta.filename, import.meta.dirname]" },
      "return (await import('./sub/h.ts')).default.map(p => require('path').basename(p))",
      ["h.ts", "sub"],
      ["file sub/h.ts"],
    ],
    [
      "lazily",
      { "a.ts": "export const later = () => import('./b.ts')", "b.ts": "export default 2" },
      "return (await (await import('./a.ts')).later()).default",
      2,
      ["file a.ts", "file b.ts"],
    ],
  ])("%s", async (_, files, code, value, entries) => {
    const attempted = await notebook(files).attempt(code)
    expect(attempted.error).toBeUndefined()
    expect(attempted.value).toEqual(value)
    expect(summary(attempted)).toEqual(entries.toSorted())
    // A later attempt finds the modules loaded.
    const again = await cell.attempt(code)
    expect(again.value).toEqual(value)
    expect(again.trace.map((entry) => JSON.stringify(entry)).toSorted()).toEqual(
      attempted.trace.map((entry) => JSON.stringify(entry)).toSorted(),
    )
  })
})

describe("packages", () => {
  const packages = ["package @scope/cjs 2.0.0", "package esm 1.2.3", "variable CI", "variable CJS_MODE"]
  const nearer = "exists node_modules/esm/node_modules null"

  test("are in the trace by name and version, with what they read when loaded", async () => {
    notebook(fakePackages, { CJS_MODE: "fast", CI: "1" })
    for (let attempt = 0; attempt < 2; attempt++) {
      const attempted = await cell.attempt("return (await import('esm')).name")
      expect(attempted.value).toBe("esm")
      expect(summary(attempted)).toEqual([nearer, ...packages])
    }
  })

  test("count for the attempts that reach them", async () => {
    notebook({ ...fakePackages, "h.ts": "export { name } from 'esm'" }, { CJS_MODE: "fast", CI: "1" })
    expect(summary(await cell.attempt("await import('./h.ts')"))).toEqual([nearer, "file h.ts", ...packages])
    expect(summary(await cell.attempt("require('@scope/cjs')"))).toEqual([packages[0], ...packages.slice(2)])
    expect(summary(await cell.attempt("return 1"))).toEqual([])
  })

  test("cover their own files", async () => {
    notebook(fakePackages)
    const code = "require('fs').readFileSync('node_modules/@scope/cjs/own.txt')"
    expect(summary(await cell.attempt(code))).toEqual(["package @scope/cjs 2.0.0"])
    cell.write({ "node_modules/.cache/x": "1" })
    expect(summary(await cell.attempt("require('fs').readFileSync('node_modules/.cache/x')"))).toEqual([
      "file node_modules/.cache/x",
    ])
  })

  test("that aren't there are looked for next time", async () => {
    notebook({ "fallback/index.mjs": "export default 'fallback'" })
    const attempted = await cell.attempt("return (await import('fallen-back')).default")
    expect(attempted.value).toBe("fallback")
    expect(attempted.trace.find(({ kind }) => kind === "package")).toEqual({
      kind: "package",
      path: "node_modules/fallen-back/package.json",
      name: "fallen-back",
      version: null,
    })
    const missing = await cell.attempt("return import('not-there').catch((e) => e.code)")
    expect(missing.value).toBe("ERR_MODULE_NOT_FOUND")
    expect(missing.trace).toContainEqual(
      expect.objectContaining({ path: "node_modules/not-there/package.json", version: null }),
    )
  })

  test("linked into node_modules are local modules", async () => {
    notebook({
      "packages/mine/package.json": '{"name":"mine","version":"1.0.0"}',
      "packages/mine/index.js": "exports.x = 1",
    })
    await cell.attempt(
      "const fs = require('fs'); fs.mkdirSync('node_modules'); fs.symlinkSync('../packages/mine', 'node_modules/mine', 'junction')",
    )
    expect(summary(await cell.attempt("require('mine')"))).toEqual([
      "file packages/mine/index.js",
      "link node_modules/mine packages/mine",
      "manifest packages/mine",
    ])
  })

  test("the module tsnb is at hand and no part of the trace", async () => {
    const attempted = await notebook({ "h.ts": "export { FatalError } from 'tsnb'" }).attempt(
      "return (await import('./h.ts')).FatalError === (await import('tsnb')).FatalError",
    )
    expect(attempted.value).toBe(true)
    expect(summary(attempted)).toEqual(["file h.ts"])
  })
})

describe("how a module is found and loaded is an input", () => {
  interface Case {
    files: Record<string, string>
    code: string
    /** Done before the first attempt. */
    before?: () => void
    change: () => void
    /** What has changed; nothing when the change doesn't matter. */
    changed: string | undefined
  }
  const twoTools = {
    "package.json": '{"imports":{"#tool":"./a.mjs"}}',
    "a.mjs": "export default 1",
    "b.mjs": "export default 2",
  }
  const mine = {
    "packages/mine/package.json": '{"name":"mine","main":"a.js"}',
    "packages/mine/a.js": "exports.x = require('fs').readFileSync(__dirname + '/data.txt', 'utf8')",
    "packages/mine/b.js": "exports.x = 2",
    "packages/mine/data.txt": "1",
    "packages/other/package.json": '{"name":"mine","main":"a.js"}',
    "packages/other/a.js": "exports.x = 3",
  }
  const useMine = "return require('mine').x"
  const user = "node_modules/.pnpm/user@1.0.0/node_modules"
  const dependency = `${user}/dep`
  const uses = {
    "package.json": '{"name":"user","version":"1.0.0","exports":"./index.mjs"}',
    "index.mjs": "export { default } from 'dep'",
  }
  const ofPnpm = {
    ...within(`${user}/user`, uses),
    ...within("node_modules/.pnpm/dep@1.0.0/node_modules/dep", dep("1.0.0")),
    ...within("node_modules/.pnpm/dep@2.0.0/node_modules/dep", dep("2.0.0")),
  }
  const flat = {
    ...within("node_modules/user", uses),
    ...within("node_modules/dep", dep("1.0.0")),
    "node_modules/tries/package.json": '{"name":"tries","version":"1.0.0"}',
    "node_modules/tries/index.js": "try { module.exports = require('extra') } catch { module.exports = 'without' }",
  }
  const versions = {
    "v1/m.mjs": "export default 1",
    "v1/d.json": "1",
    "v2/m.mjs": "export default 2",
    "v2/d.json": "2",
    "user.mjs": "export { default } from './current/m.mjs'",
  }

  test.each<[string, Case]>([
    [
      "`imports` of package.json",
      {
        files: twoTools,
        code: "return (await import('#tool')).default",
        change: write("package.json", '{"imports":{"#tool":"./b.mjs"}}'),
        changed: "package.json for .",
      },
    ],
    [
      "`imports`, for a module",
      {
        files: { ...twoTools, "h.ts": "export { default } from '#tool'" },
        code: "return (await import('./h.ts')).default",
        change: write("package.json", '{"imports":{"#tool":"./b.mjs"}}'),
        changed: "package.json for .",
      },
    ],
    [
      "another version of the project",
      {
        files: twoTools,
        code: "return (await import('#tool')).default",
        change: write("package.json", '{"version":"2.0.0","scripts":{},"imports":{"#tool":"./a.mjs"}}'),
        changed: undefined,
      },
    ],
    [
      "`type` of package.json",
      {
        files: { "package.json": "{}", "src/h.js": "module.exports = 1" },
        code: "return require('./src/h.js')",
        change: write("package.json", '{"type":"module"}'),
        changed: "package.json for src",
      },
    ],
    [
      "a nearer package.json",
      {
        files: { "package.json": "{}", "src/h.js": "module.exports = 1" },
        code: "return require('./src/h.js')",
        change: write("src/package.json", '{"type":"module"}'),
        changed: "package.json for src",
      },
    ],
    [
      "`type`, which says nothing of an .mjs file",
      {
        files: { "package.json": "{}", "h.mjs": "export default 1" },
        code: "await import('./h.mjs')",
        change: write("package.json", '{"type":"module"}'),
        changed: undefined,
      },
    ],
    [
      "`type`, for TypeScript that is CommonJS",
      {
        files: { "package.json": "{}", "h.ts": "module.exports = 1" },
        code: "return require('./h.ts')",
        change: write("package.json", '{"type":"module"}'),
        changed: "package.json for .",
      },
    ],
    [
      "lib.js beside lib.json",
      {
        files: { "lib.json": "1" },
        code: "return require('./lib')",
        change: write("lib.js", "module.exports = 2"),
        changed: "file lib.js",
      },
    ],
    [
      "lib.json beside lib.js",
      {
        files: { "lib.js": "module.exports = 1" },
        code: "return require('./lib')",
        change: write("lib.json", "2"),
        changed: undefined,
      },
    ],
    [
      "lib.js beside lib.json, for a module",
      {
        files: { "lib.json": "1", "h.cjs": "module.exports = require('./lib')" },
        code: "return require('./h.cjs')",
        change: write("lib.js", "module.exports = 2"),
        changed: "file lib.js",
      },
    ],
    [
      "lib.js beside lib.ts",
      {
        files: { "lib.ts": "export default 1" },
        code: "return require('./lib').default",
        change: write("lib.js", "module.exports = 2"),
        changed: "file lib.js",
      },
    ],
    [
      "lib.js beside a folder",
      {
        files: { "lib/index.js": "module.exports = 1" },
        code: "return require('./lib')",
        change: write("lib.js", "module.exports = 2"),
        changed: "file lib.js",
      },
    ],
    [
      "`main` of a folder",
      {
        files: { "lib/index.js": "module.exports = 1", "lib/b.js": "module.exports = 2" },
        code: "return require('./lib')",
        change: write("lib/package.json", '{"main":"b.js"}'),
        changed: "package.json for lib",
      },
    ],
    [
      "index.js beside index.json",
      {
        files: { "lib/index.json": "1" },
        code: "return require('./lib')",
        change: write("lib/index.js", "module.exports = 2"),
        changed: "file lib/index.js",
      },
    ],
    [
      "`exports` of the own package",
      {
        files: { "package.json": '{"name":"me","exports":"./a.mjs"}', "a.mjs": "export default 1", "b.mjs": "" },
        code: "return (await import('me')).default",
        change: write("package.json", '{"name":"me","exports":"./b.mjs"}'),
        changed: "package.json for .",
      },
    ],
    [
      "`main` of a workspace package",
      {
        files: mine,
        before: link("../packages/mine"),
        code: useMine,
        change: write("packages/mine/package.json", '{"name":"mine","main":"b.js"}'),
        changed: "package.json for packages/mine",
      },
    ],
    [
      "a file of a workspace package",
      {
        files: mine,
        before: link("../packages/mine"),
        code: useMine,
        change: write("packages/mine/data.txt", "2"),
        changed: "file packages/mine/data.txt",
      },
    ],
    [
      "a file that is read through its link",
      {
        files: mine,
        before: link("../packages/mine"),
        code: "return require('fs').readFileSync('node_modules/mine/data.txt', 'utf8')",
        change: write("packages/mine/data.txt", "2"),
        changed: "file node_modules/mine/data.txt",
      },
    ],
    [
      "a link to another package",
      {
        files: mine,
        before: link("../packages/mine"),
        code: useMine,
        change: link("../packages/other"),
        changed: "file node_modules/mine",
      },
    ],
    [
      "a version of a workspace package",
      {
        files: mine,
        before: link("../packages/mine"),
        code: useMine,
        change: write("packages/mine/package.json", '{"name":"mine","version":"3.0.0","main":"a.js"}'),
        changed: undefined,
      },
    ],
    [
      "a syntax error that was caught",
      {
        files: { "h.ts": "export const = 1" },
        code: "return import('./h.ts').catch(() => 0)",
        change: write("h.ts", "export const x = 1"),
        changed: "file h.ts",
      },
    ],
    [
      "a syntax error that was caught, in JavaScript",
      {
        files: { "h.mjs": "export const = 1" },
        code: "return import('./h.mjs').catch(() => 0)",
        change: write("h.mjs", "export const x = 1"),
        changed: "file h.mjs",
      },
    ],
    [
      "a syntax error in what is required",
      {
        files: { "h.cjs": "module.exports = = 1" },
        code: "try { require('./h.cjs') } catch { return 0 }",
        change: write("h.cjs", "module.exports = 1"),
        changed: "file h.cjs",
      },
    ],
    [
      "a syntax error in JSON",
      {
        files: { "h.json": "{" },
        code: "try { require('./h.json') } catch { return 0 }",
        change: write("h.json", "{}"),
        changed: "file h.json",
      },
    ],
    [
      "a syntax error in a module's import",
      {
        files: { "a.ts": "import './h.ts'", "h.ts": "export const = 1" },
        code: "return import('./a.ts').catch(() => 0)",
        change: write("h.ts", "export const x = 1"),
        changed: "file h.ts",
      },
    ],
    [
      "a link of pnpm's to what a package uses",
      {
        files: ofPnpm,
        before: linked([dependency, "../../dep@1.0.0/node_modules/dep"], ["node_modules/user", `${user}/user`]),
        code: "return (await import('user')).default",
        change: linked([dependency, "../../dep@2.0.0/node_modules/dep"]),
        changed: `file ${dependency}`,
      },
    ],
    [
      "a nearer copy of what a package uses",
      {
        files: flat,
        code: "return (await import('user')).default",
        change: write("node_modules/user/node_modules/dep/package.json", '{"name":"dep","version":"2.0.0"}'),
        changed: "file node_modules/user/node_modules",
      },
    ],
    [
      "a nearer copy of what a package with copies of its own uses",
      {
        files: { ...flat, "node_modules/user/node_modules/other/package.json": '{"name":"other","version":"1.0.0"}' },
        code: "return (await import('user')).default",
        change: write("node_modules/user/node_modules/dep/package.json", '{"name":"dep","version":"2.0.0"}'),
        changed: "package dep",
      },
    ],
    [
      "what a package can do without",
      {
        files: flat,
        code: "return require('tries')",
        change: write("node_modules/extra/package.json", '{"name":"extra","version":"1.0.0"}'),
        changed: "package extra",
      },
    ],
    ...[
      "import('./current/m.mjs')",
      "import('./user.mjs')",
      "require('./current/d.json')",
      "require('./current/d')",
    ].map((code): [string, Case] => [
      `a link to the folder of what is loaded: ${code}`,
      {
        files: versions,
        before: linkAt("current", "v1"),
        code: `await ${code}`,
        change: linkAt("current", "v2"),
        changed: "file current",
      },
    ]),
    ...["import('./m.mjs')", "import('./d.json')", "require('./m.mjs')", "require('./d')"].map(
      (code): [string, Case] => {
        const file = code.includes("m.mjs") ? "m.mjs" : "d.json"
        return [
          `a link to the file that is loaded: ${code}`,
          {
            files: versions,
            before: linkAt(file, `v1/${file}`),
            code: `await ${code}`,
            change: linkAt(file, `v2/${file}`),
            changed: `file ${file}`,
          },
        ]
      },
    ),
  ])("%s", async (_, { files, code, before, change, changed }) => {
    notebook(files)
    before?.()
    const attempted = await cell.attempt(code)
    expect(attempted.error).toBeUndefined()
    const unchanged = await createVerifier(cell.folder, process.env).firstChange(attempted.trace)
    expect(unchanged).toBeUndefined()
    change()
    const found = await createVerifier(cell.folder, process.env).firstChange(attempted.trace)
    expect(found && describeEntry(found.before)).toBe(changed)
  })

  test("also for a later attempt of the same process", async () => {
    notebook({ ...mine, "lib.json": "1" })
    link("../packages/mine")()
    const code = "return [require('./lib'), require('mine').x]"
    const first = summary(await cell.attempt(code))
    expect(first).toEqual(expect.arrayContaining(["exists lib.js null", "link node_modules/mine packages/mine"]))
    expect(summary(await cell.attempt(code))).toEqual(first)
    write("lib.js", "module.exports = 2")()
    expect((await cell.attempt("return 1")).stale).toBe("file lib.js")
  })
})

describe("where a module is found counts, without loading it", () => {
  const files = {
    "one.cjs": "",
    "folder/index.js": "",
    "deep.mjs": "export const where = (name) => import.meta.resolve(name)",
    "node_modules/pk/package.json": '{"name":"pk","version":"1.0.0","main":"a.js"}',
    "node_modules/pk/a.js": "",
  }
  test.each<[string, string, string[]]>([
    ["a file", "require.resolve('./one.cjs')", ["exists one.cjs file"]],
    ["a folder", "require.resolve('./folder')", ["exists folder/index.js file", "exists folder.js null"]],
    ["a package", "require.resolve('pk')", ["package pk 1.0.0"]],
    ["a package that isn't there", "require.resolve('none')", ["package none null"]],
    [
      "another file's require",
      "require('module').createRequire(process.cwd() + '/folder/index.js').resolve('../one.cjs')",
      ["exists one.cjs file"],
    ],
    ["a function of a module", "(await import('./deep.mjs')).where('./one.cjs')", ["exists one.cjs file"]],
    ["a package, by a function of a module", "(await import('./deep.mjs')).where('pk')", ["package pk 1.0.0"]],
    [
      "a package's package.json",
      "require('module').findPackageJSON('pk', process.cwd() + '/x.js')",
      ["package pk 1.0.0"],
    ],
    [
      "that of a package which isn't there",
      "require('module').findPackageJSON('none', process.cwd() + '/x.js')",
      ["exists node_modules/none/package.json null"],
    ],
    [
      "that of a folder",
      "(await import('node:module')).findPackageJSON('./one.cjs', require('url').pathToFileURL(process.cwd() + '/x.js'))",
      ["exists package.json null"],
    ],
  ])("%s", async (_, code, entries) => {
    notebook(files)
    for (const time of ["first", "second"]) {
      const attempted = await cell.attempt(`try { return ${code} } catch {}`)
      expect({ time, found: summary(attempted) }).toEqual({ time, found: expect.arrayContaining(entries) as string[] })
      expect(await createVerifier(cell.folder, process.env).firstChange(attempted.trace)).toBeUndefined()
    }
  })
})

describe("a module that isn't there", () => {
  test.each(["import('./maybe.ts')", "import('./maybe.js')", "(async () => require('./maybe.ts'))()"])(
    "%s",
    async (code) => {
      const attempted = await notebook({}).attempt(`return ${code}.catch((e) => e.code)`)
      expect(attempted.value).toMatch(/MODULE_NOT_FOUND$/)
      expect(summary(attempted)[0]).toMatch(/^exists maybe\.[jt]s null$/)
    },
  )

  test("from a module that copes with it belongs to that module", async () => {
    notebook({ "h.ts": "export const x = await import('./maybe.ts').catch(() => 'none')" })
    const expected = ["exists maybe.ts null", "file h.ts"]
    expect(summary(await cell.attempt("await import('./h.ts')"))).toEqual(expected)
    expect(summary(await cell.attempt("await import('./h.ts')"))).toEqual(expected)
    cell.write({ "maybe.ts": "export const y = 1" })
    const found = await cell.attempt("return (await import('./h.ts')).x.y")
    expect(found.stale).toBeUndefined()
    expect(found.value).toBe(1)
    expect(summary(found)).toEqual(["file h.ts", "file maybe.ts"])
  })
})

describe("what a module reads while it is evaluated is part of every later attempt that imports it", () => {
  const readers: Record<string, string> = {
    "esm.ts": "import { readFileSync } from 'node:fs'; export const c = readFileSync('c.txt', 'utf8')",
    "mapped.ts":
      "import { readFileSync } from 'node:fs'; export const c = ['c.txt'].map((p) => readFileSync(p, 'utf8'))",
    "awaited.ts":
      "import { readFile } from 'node:fs/promises'; await null; export const c = await readFile('c.txt', 'utf8')",
    "called.ts": "import { load } from './load.ts'; export const c = await load()",
    "load.ts":
      "import { readFile } from 'node:fs/promises'; export async function load() { await null; return readFile('c.txt', 'utf8') }",
    "common.cjs": "exports.c = require('fs').readFileSync('c.txt', 'utf8')",
    "typed.cts": "import fs = require('fs'); export const c: string = fs.readFileSync('c.txt', 'utf8')",
    "above.ts": "export { c } from './esm.ts'",
  }

  test.each(["esm.ts", "mapped.ts", "awaited.ts", "called.ts", "common.cjs", "typed.cts", "above.ts"])(
    "%s",
    async (name) => {
      notebook({ ...readers, "c.txt": "1" })
      // The file was read by the cell itself already, which must not hide the module's reading.
      await cell.attempt(`require('fs').readFileSync('c.txt'); await import('./${name}')`)
      const second = await cell.attempt(`await import('./${name}')`)
      expect(summary(second)).toEqual(expect.arrayContaining(["file c.txt", `file ${name}`]))
      expect(summary(await cell.attempt("return 2"))).toEqual([])
      cell.write({ "c.txt": "2" })
      const changed = await cell.attempt(`return String((await import('./${name}')).c)`)
      expect(changed.stale).toBeUndefined()
      expect(changed.value).toBe("2")
      expect(summary(changed)).toEqual(summary(second))
    },
  )

  test("but not what its functions read later", async () => {
    notebook({ "load.ts": readers["load.ts"] ?? "", "c.txt": "1" })
    expect(summary(await cell.attempt("await (await import('./load.ts')).load()"))).toEqual([
      "file c.txt",
      "file load.ts",
    ])
    expect(summary(await cell.attempt("await import('./load.ts')"))).toEqual(["file load.ts"])
  })

  test("which a module that keeps it reads again in each attempt", async () => {
    notebook({
      "load.ts":
        "import { readFileSync } from 'node:fs'; const kept = new Map<string, string>();" +
        "export function load(path: string) { if (!kept.has(path)) kept.set(path, readFileSync(path, 'utf8')); return kept.get(path) }",
      "c.txt": "1",
    })
    const code = "return (await import('./load.ts')).load('c.txt')"
    for (let attempt = 0; attempt < 2; attempt++) {
      const attempted = await cell.attempt(code)
      expect(attempted.value).toBe("1")
      expect(summary(attempted)).toEqual(["file c.txt", "file load.ts"])
    }
    cell.write({ "c.txt": "2" })
    expect(await cell.attempt(code)).toMatchObject({ value: "2" })
  })

  test("environment variables as well", async () => {
    notebook({ "h.ts": "export const key = process.env.API_KEY; process.env.SET_BY_H = '1'" }, { API_KEY: "k" })
    const code = "await import('./h.ts'); return process.env.SET_BY_H"
    for (let attempt = 0; attempt < 2; attempt++) {
      const attempted = await cell.attempt(code)
      expect(attempted.value).toBe("1")
      expect(summary(attempted)).toEqual(["file h.ts", "variable API_KEY"])
    }
  })
})

describe("a process whose modules changed on disk is stale", () => {
  test.each<[string, Record<string, string>, Record<string, string>, string | undefined]>([
    ["an import of an import", { "a.ts": "import './b.ts'", "b.ts": "" }, { "b.ts": "1" }, "file b.ts"],
    ["written anew with the same content", { "a.ts": "1" }, { "a.ts": "1" }, undefined],
    ["another file", { "a.ts": "1" }, { "z.ts": "1" }, undefined],
    ["a file that would be found first", { "a.ts": "import './b.js'", "b.ts": "" }, { "b.js": "" }, "file b.js"],
  ])("%s", async (_, before, after, stale) => {
    notebook(before)
    await cell.attempt("await import('./a.ts')")
    expect((await cell.attempt("")).stale).toBeUndefined()
    cell.write(after)
    expect((await cell.attempt("")).stale).toBe(stale)
  })
})

describe("stacks show what people wrote", () => {
  test.each<[string, Record<string, string>, string, string]>([
    ["a cell", {}, "\n  null.x", "    at taxi.tsnb:11:8"],
    [
      "a TypeScript module",
      { "h.ts": "interface A {\n  x: 1\n}\nexport function f(a: A) {\n  throw new Error('no')\n}" },
      "(await import('./h.ts')).f()",
      "f (h.ts:5:9)",
    ],
    [
      "CommonJS",
      { "h.cts": "type A = 1\n\nexports.f = () => {\n  throw new Error('no')\n}" },
      "require('./h.cts').f()",
      "    at exports.f (h.cts:4:9)",
    ],
    [
      "JavaScript",
      { "sub/h.mjs": "\nexport function f() { throw new Error('no') }" },
      "(await import('./sub/h.mjs')).f()",
      "f (sub/h.mjs:2:29)",
    ],
    ["a failing file function", {}, "require('fs').readFileSync('none')", "    at taxi.tsnb:10:"],
    [
      "a module's own failure",
      { "h.ts": "type A = 1\nthrow new Error('top')" },
      "await import('./h.ts')",
      "    at h.ts:2:7",
    ],
    [
      "an asynchronous call",
      { "h.ts": "type A = 1\nexport async function f() {\n  await null\n  throw new Error('no')\n}" },
      "await (await import('./h.ts')).f()",
      "    at async taxi.tsnb:10:",
    ],
  ])("%s", async (_, files, code, frame) => {
    const { error } = await notebook(files).attempt(code)
    expect(error?.stack).toContain(frame)
    expect(error?.stack).not.toMatch(/kernel[/\\]runtime/)
  })

  test("a syntax error has its file and place", async () => {
    const { error } = await notebook({ "h.ts": "let a = 1\nlet x = ;" }).attempt("await import('./h.ts')")
    expect(error?.message).toMatch(/h\.ts:2:9: /)
  })
})
