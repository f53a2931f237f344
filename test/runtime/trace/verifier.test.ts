import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { ContentHashes } from "../../../kernel/runtime/trace/contentHash.ts"
import { describeEntry } from "../../../kernel/runtime/trace/entry.ts"
import type { TraceEntry } from "../../../kernel/model/traceEntry.ts"
import { createVerifier } from "../../../kernel/runtime/trace/verifier.ts"
import { AttemptProcess } from "./attemptProcess.ts"

let cell: AttemptProcess

beforeEach(() => {
  cell = new AttemptProcess(
    {
      "a.txt": "hello",
      "data/1.csv": "1",
      "data/deep/2.csv": "2",
      "h.ts":
        "import { v } from './v.ts'; import 'esm'; import { readFileSync } from 'node:fs'; export const c = readFileSync('c.txt', 'utf8') + v",
      "v.ts": "export const v: number = 1",
      "c.txt": "config",
      "node_modules/esm/package.json": '{"name":"esm","version":"1.2.3","exports":"./main.js"}',
      "node_modules/esm/main.js": "",
    },
    { TRACED: "value" },
  )
})

afterEach(() => cell[Symbol.asyncDispose]())

async function changeOf(
  trace: readonly TraceEntry[],
  environment: NodeJS.ProcessEnv = { TRACED: "value" },
): Promise<string | undefined> {
  const change = await createVerifier(cell.folder, environment).firstChange(trace)
  return change && describeEntry(change.before)
}

const at = (path: string): string => join(cell.folder, path)
const write = (path: string, content: string) => (): void => cell.write({ [path]: content })
const remove = (path: string) => (): void => rmSync(at(path), { recursive: true })

const link = (target: string, path: string) => (): void => {
  rmSync(at(path), { recursive: true, force: true })
  symlinkSync(target, at(path))
}
const mode = (path: string, bits: number) => (): void => chmodSync(at(path), bits)
const child = (code: string): string =>
  `require('child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(code)}]);`

describe("what makes a kept result out of date", () => {
  const fs = "const fs = require('fs'), fsp = require('fs/promises');"
  test.each<[string, string, (() => void) | undefined, string | undefined]>([
    [
      "nothing",
      "fs.readFileSync('a.txt'); fs.readdirSync('data'); process.env.TRACED; await import('./h.ts')",
      undefined,
      undefined,
    ],
    ["a file's content", "fs.readFileSync('a.txt')", write("a.txt", "HELLO"), "file a.txt"],
    ["a file of the same content", "fs.readFileSync('a.txt')", write("a.txt", "hello"), undefined],
    ["a file's time", "fs.readFileSync('a.txt')", () => utimesSync(at("a.txt"), 1, 1), undefined],
    ["a removed file", "fs.readFileSync('a.txt')", remove("a.txt"), "file a.txt"],
    ["a file that appears", "await fsp.readFile('none').catch(() => 0)", write("none", ""), "file none"],
    [
      "a file that is a folder now",
      "fs.readFileSync('a.txt')",
      () => (remove("a.txt")(), mkdirSync(at("a.txt"))),
      "file a.txt",
    ],
    [
      "a file replaced under its name",
      "fs.readFileSync('a.txt')",
      () => (write("b", "HELLO")(), renameSync(at("b"), at("a.txt"))),
      "file a.txt",
    ],
    ["the size asked for", "return fs.statSync('a.txt').size", write("a.txt", "longer"), "file a.txt"],
    ["existence only", "fs.existsSync('a.txt')", write("a.txt", "changed"), undefined],
    ["existence", "fs.existsSync('a.txt')", remove("a.txt"), "file a.txt"],
    ["a file in a listed folder", "fs.readdirSync('data')", write("data/3.csv", ""), "folder data"],
    ["content in a listed folder", "fs.readdirSync('data')", write("data/1.csv", "changed"), undefined],
    [
      "a type in a listed folder",
      "fs.readdirSync('data')",
      () => (remove("data/1.csv")(), mkdirSync(at("data/1.csv"))),
      "folder data",
    ],
    [
      "a deep file in a recursive listing",
      "fs.readdirSync('data', { recursive: true })",
      write("data/deep/3.csv", ""),
      "folder data/deep",
    ],
    ["a deep file in a flat listing", "fs.readdirSync('data')", write("data/deep/3.csv", ""), undefined],
    ["a listed folder that is gone", "fs.readdirSync('data')", remove("data"), "folder data"],
    ["the runs' own folder", "fs.readdirSync('.')", write(".tsnb/store.db", ""), undefined],
    ["a saved model that is gone", "fs.writeFileSync('model.bin', 'm')", remove("model.bin"), "written file model.bin"],
    [
      "a saved model that was altered",
      "fs.writeFileSync('model.bin', 'm')",
      write("model.bin", "n"),
      "written file model.bin",
    ],
    [
      "a folder that the attempt removed",
      "fs.rmSync('data', { recursive: true })",
      write("data/1.csv", ""),
      "file data",
    ],
    ["a helper's import", "await import('./h.ts')", write("v.ts", "export const v: number = 2"), "file v.ts"],
    ["a helper's config file", "await import('./h.ts')", write("c.txt", "changed"), "file c.txt"],
    [
      "a package's version",
      "await import('./h.ts')",
      write("node_modules/esm/package.json", '{"name":"esm","version":"1.2.4"}'),
      "package esm",
    ],
    ["a package that is gone", "await import('./h.ts')", remove("node_modules"), "package esm"],
    ["a module that appears", "await import('./maybe.ts').catch(() => 0)", write("maybe.ts", ""), "file maybe.ts"],
    [
      "a package that appears",
      "await import('late').catch(() => 0)",
      write("node_modules/late/package.json", '{"name":"late","version":"1.0.0"}'),
      "package late",
    ],
  ])("%s", async (_, code, change, expected) => {
    const { trace, changed, error } = await cell.attempt(fs + code)
    expect(error).toBeUndefined()
    expect(changed).toEqual([])
    change?.()
    expect(await changeOf(trace)).toBe(expected)
  })

  test.each<[string, NodeJS.ProcessEnv, string | undefined]>([
    ["process.env.TRACED", { TRACED: "value", MORE: "1" }, undefined],
    ["process.env.TRACED", { TRACED: "other" }, "environment variable TRACED"],
    ["process.env.TRACED", {}, "environment variable TRACED"],
    ["process.env.NOT_SET", { NOT_SET: "" }, "environment variable NOT_SET"],
  ])("a variable: %s with %j", async (code, environment, expected) => {
    const { trace } = await cell.attempt(code)
    expect(await changeOf(trace, environment)).toBe(expected)
  })

  test("a new variable where all were listed", async () => {
    const { trace } = await cell.attempt("Object.keys(process.env)")
    const names = trace.filter(({ kind }) => kind === "variableNames")
    const environment = { ...process.env, TRACED: "value" }
    expect(await changeOf(names, environment)).toBeUndefined()
    expect(await changeOf(names, { ...environment, SHLVL: "9", npm_new: "1" })).toBeUndefined()
    expect(await changeOf(names, { ...environment, NEW: "1" })).toBe("the set of environment variables")
  })

  test.skipIf(process.platform === "win32")("where a link points", async () => {
    cell.write({ "v1/x": "1", "v2/x": "2" })
    symlinkSync("v1", at("current"))
    const { trace } = await cell.attempt(
      "const fs = require('fs'); fs.readFileSync('current/x'); fs.realpathSync('current')",
    )
    expect(await changeOf(trace)).toBeUndefined()
    rmSync(at("current"))
    symlinkSync("v2", at("current"))
    for (const entry of trace) expect(await changeOf([entry])).toBe(describeEntry(entry))
  })
})

describe.skipIf(process.platform === "win32")("attributes and links count for who looks at them", () => {
  const fs = "const fs = require('fs'), fsp = require('fs/promises');"
  const modeOf = "mode of file a.txt"

  test.each<[string, string, () => void, string | undefined]>([
    ["a mode", "return fs.statSync('a.txt').mode", mode("a.txt", 0o600), modeOf],
    ["a mode of big numbers", "fs.statSync('a.txt', { bigint: true }).mode", mode("a.txt", 0o600), modeOf],
    ["a mode by promise", "(await fsp.stat('a.txt')).mode", mode("a.txt", 0o600), modeOf],
    [
      "a mode by callback",
      "await new Promise(r => fs.stat('a.txt', (_, s) => r(s.mode)))",
      mode("a.txt", 0o600),
      modeOf,
    ],
    ["a mode in a copy", "return { ...fs.lstatSync('a.txt') }", mode("a.txt", 0o600), modeOf],
    ["a mode of an open file", "fs.fstatSync(fs.openSync('a.txt')).mode", mode("a.txt", 0o600), modeOf],
    [
      "a mode of an open file, by callbacks",
      "await new Promise(r => fs.open('a.txt', (_, d) => fs.fstat(d, (_, s) => r(s.mode))))",
      mode("a.txt", 0o600),
      modeOf,
    ],
    [
      "a mode by a handle",
      "const h = await fsp.open('a.txt'); (await h.stat()).mode; await h.close()",
      mode("a.txt", 0o600),
      modeOf,
    ],
    [
      "a mode by a stream's descriptor",
      "const s = fs.createReadStream('a.txt'); s.on('open', (d) => fs.fstatSync(d).mode); for await (const _ of s);",
      mode("a.txt", 0o600),
      modeOf,
    ],
    [
      "a mode of an open file that nobody looks at",
      "fs.fstatSync(fs.openSync('a.txt')).size; (await (await fsp.open('a.txt')).stat()).isFile()",
      mode("a.txt", 0o600),
      undefined,
    ],
    [
      "a mode that nobody looks at",
      "fs.statSync('a.txt').isFile(); fs.statSync('a.txt').size",
      mode("a.txt", 0o600),
      undefined,
    ],
    ["a folder's mode", "fs.statSync('data').mode", mode("data", 0o700), "mode of file data"],
    [
      "the number of names",
      "fs.statSync('a.txt').nlink",
      () => linkSync(at("a.txt"), at("b.txt")),
      "number of links of file a.txt",
    ],
    [
      "a right to execute",
      "try { fs.accessSync('a.txt', fs.constants.X_OK) } catch {}",
      mode("a.txt", 0o755),
      "right to execute of file a.txt",
    ],
    ["a right that nobody asks for", "fs.accessSync('a.txt')", mode("a.txt", 0o755), undefined],
    [
      "a file that is a link now",
      "fs.lstatSync('a.txt').isSymbolicLink()",
      () => (write("b", "hello")(), link("b", "a.txt")()),
      "file a.txt",
    ],
    [
      "a file that is a link now, for who follows",
      "fs.statSync('a.txt')",
      () => (write("b", "hello")(), link("b", "a.txt")()),
      undefined,
    ],
    [
      "a folder that is a link now",
      "fs.lstatSync('data')",
      () => (renameSync(at("data"), at("d")), link("d", "data")()),
      "file data",
    ],
    [
      "a link in a listing",
      "fs.readdirSync('data', { withFileTypes: true })",
      () => link("deep/2.csv", "data/1.csv")(),
      "folder data",
    ],
  ])("%s", async (_, code, change, expected) => {
    chmodSync(at("a.txt"), 0o644)
    const { trace, changed, error } = await cell.attempt(fs + code)
    expect(error).toBeUndefined()
    expect(changed).toEqual([])
    expect(await changeOf(trace)).toBeUndefined()
    change()
    expect(await changeOf(trace)).toBe(expected)
  })

  test.each<[string, string, () => void, string | undefined]>([
    ["the text", "fs.readlinkSync('l')", link("./a.txt", "l"), "file l"],
    ["the same text", "fs.readlinkSync('l')", link("a.txt", "l"), undefined],
    ["another text for who resolves it", "fs.realpathSync('l')", link("./a.txt", "l"), undefined],
    ["a link that the task made", "fs.rmSync('l'); fs.symlinkSync('a.txt', 'l')", link("data", "l"), "file l"],
    [
      "a link that the task made, gone",
      "fs.rmSync('l'); fs.symlinkSync('a.txt', 'l')",
      () => rmSync(at("l")),
      "file l",
    ],
    [
      "what a link leads to that the task made",
      "fs.rmSync('l'); fs.symlinkSync('a.txt', 'l')",
      write("a.txt", "x"),
      undefined,
    ],
    [
      "what it reads through that",
      "fs.rmSync('l'); fs.symlinkSync('a.txt', 'l'); fs.readFileSync('l')",
      write("a.txt", "x"),
      "file a.txt",
    ],
    [
      "what it reads in a folder behind that",
      "fs.symlinkSync('data', 'm'); fs.renameSync('m', 'n'); fs.readFileSync('n/1.csv')",
      write("data/1.csv", "x"),
      "file data/1.csv",
    ],
  ])("of a link: %s", async (_, code, change, expected) => {
    link("a.txt", "l")()
    const { trace, changed, error } = await cell.attempt(fs + code)
    expect(error).toBeUndefined()
    expect(changed).toEqual([])
    expect(await changeOf(trace)).toBeUndefined()
    change()
    expect(await changeOf(trace)).toBe(expected)
  })

  test("a status is shown and copied as it was", async () => {
    const { value } = await cell.attempt(
      fs +
        "const { inspect } = require('util'); const [s, p] = [fs.statSync('a.txt'), fs.fstatSync(fs.openSync('a.txt'))];" +
        "const same = (a, b) => inspect(a) === inspect(b);" +
        "return [same(s, p), same(structuredClone(s), structuredClone(p)), JSON.stringify(s) === JSON.stringify(p), s.isFile(), s instanceof fs.Stats]",
    )
    expect(value).toEqual([true, true, true, true, true])
  })

  test.skipIf(process.platform !== "linux")("files in memory are files", async () => {
    const path = mkdtempSync("/dev/shm/tsnb-test-")
    try {
      writeFileSync(join(path, "x"), "1")
      const { trace } = await cell.attempt(
        `${fs} fs.readFileSync(${JSON.stringify(join(path, "x"))}); fs.existsSync('/dev/tty')`,
      )
      expect(trace).toHaveLength(1)
      writeFileSync(join(path, "x"), "2")
      expect(await changeOf(trace)).toMatch(/^file .*x$/)
    } finally {
      rmSync(path, { recursive: true })
    }
  })
})

describe("a file that several append to", () => {
  const append = "require('fs').appendFileSync('log.txt', 'line')"

  test("is no output of one of them, but has to be there", async () => {
    const { trace, changed } = await cell.attempt(append)
    expect(changed).toEqual([])
    write("log.txt", "lineother")()
    expect(await changeOf(trace)).toBeUndefined()
    remove("log.txt")()
    expect(await changeOf(trace)).toBe("file log.txt")
  })

  test("counts for who reads it", async () => {
    const { trace } = await cell.attempt(`${append}; require('fs').readFileSync('log.txt')`)
    write("log.txt", "lineother")()
    expect(await changeOf(trace)).toBe("file log.txt")
  })

  test.each<[string, string, boolean, string | undefined]>([
    ["grown by tasks", "headline", true, undefined],
    ["grown by somebody else", "headline", false, "written file log.txt"],
    ["of another start", "Headline", true, "written file log.txt"],
    ["cut short", "hea", true, "written file log.txt"],
  ])("may be made by one: %s", async (_, content, appended, expected) => {
    const { trace } = await cell.attempt("require('fs').writeFileSync('log.txt', 'head')")
    write("log.txt", content)()
    const verifier = createVerifier(cell.folder, {}, { isAppendedTo: (path) => appended && path === "log.txt" })
    const change = await verifier.firstChange(trace)
    expect(change && describeEntry(change.before)).toBe(expected)
  })
})

describe("declared outputs", () => {
  const output = child(
    "fs.mkdirSync(`out`, { recursive: true }); fs.writeFileSync(`out/1.csv`, `1`); fs.writeFileSync(`out/2.csv`, `2`)",
  )

  test.each<[string, string, () => void, string | undefined]>([
    ["out/*.csv", output, write("out/1.csv", "x"), "written file out/1.csv"],
    ["out/*.csv", output, remove("out/2.csv"), "written file out/2.csv"],
    ["out", output, remove("out/2.csv"), "written file out/2.csv"],
    ["out/*.csv", output, write("out/3.txt", ""), undefined],
    [
      "out/*.csv",
      `require('fs').existsSync('out'); require('fs').readdirSync('.'); ${output}`,
      write("out/3.txt", ""),
      undefined,
    ],
    ["data/*.csv", child("fs.rmSync(`data/1.csv`)"), write("data/1.csv", "1"), "written file data/1.csv"],
  ])("%s after %s", async (pattern, code, change, expected) => {
    const { trace, changed, error } = await cell.attempt(code, { writes: [pattern] })
    expect(error).toBeUndefined()
    expect(changed).toEqual([])
    expect(await changeOf(trace)).toBeUndefined()
    change()
    expect(await changeOf(trace)).toBe(expected)
  })
})

describe("declared files", () => {
  test.each<[string, () => void, string | undefined]>([
    ["data/*.csv", write("data/1.csv", "changed"), "files data/*.csv"],
    ["data/*.csv", write("data/9.csv", ""), "files data/*.csv"],
    ["data/*.csv", write("data/9.txt", ""), undefined],
    ["data/*.csv", write("data/deep/2.csv", "changed"), undefined],
    ["data/**", write("data/deep/2.csv", "changed"), "files data/**"],
    ["none*", write("none1", ""), "files none*"],
    ["a.txt", remove("a.txt"), "files a.txt"],
    ["**", write(".tsnb/store.db", "x"), undefined],
    ["data", write("data/deep/2.csv", "changed"), "files data"],
    ["data/", write("data/.hidden/x", ""), "files data/"],
    ["data", write("data/.hidden/x", ""), "files data"],
    ["data", write("data/.tsnb/store.db", ""), undefined],
    ["data", write("b.txt", ""), undefined],
    [".", write("data/.hidden/x", ""), "files ."],
    ["later", write("later/x", ""), "files later"],
  ])("%s", async (pattern, change, expected) => {
    const { trace } = await cell.attempt("return 1", { reads: [pattern] })
    expect(await changeOf(trace)).toBeUndefined()
    change()
    expect(await changeOf(trace)).toBe(expected)
  })

  test("that change while the attempt runs are reported, unless it writes them itself", async () => {
    const outside =
      "require('child_process').execFileSync(process.execPath, ['-e', 'fs.writeFileSync(`data/1.csv`, `x`)'])"
    expect((await cell.attempt(outside, { reads: ["data/*"] })).changed).toEqual(["files data/*"])
    const own = await cell.attempt("require('fs').writeFileSync('data/out.csv', '')", { reads: ["data/*"] })
    expect(own.changed).toEqual([])
    expect(await changeOf(own.trace)).toBeUndefined()
  })
})

test("a project that moved keeps its traces", async () => {
  const { trace } = await cell.attempt("require('fs').readFileSync('data/1.csv'); await import('./h.ts')")
  cell.write({ "moved/place/data/1.csv": "1" })
  for (const name of ["h.ts", "v.ts", "c.txt", "node_modules"]) renameSync(at(name), at(`moved/place/${name}`))
  expect(await createVerifier(at("moved/place"), {}).firstChange(trace)).toBeUndefined()
})

test("a change that leaves size and times alone is seen", async () => {
  const path = at("a.txt")
  const hashes = new ContentHashes()
  const before = hashes.hash(path)
  const { atime, mtime } = statSync(path)
  writeFileSync(path, "jello")
  utimesSync(path, atime, mtime)
  expect(hashes.hash(path)).not.toBe(before)
  expect(await hashes.hashLater(path)).toBe(hashes.hash(path))
})

test("concurrent questions about one file read it once and agree", async () => {
  const hashes = new ContentHashes()
  const answers = await Promise.all(Array.from({ length: 50 }, () => hashes.hashLater(at("a.txt"))))
  expect(new Set(answers)).toEqual(new Set([hashes.hash(at("a.txt"))]))
})
