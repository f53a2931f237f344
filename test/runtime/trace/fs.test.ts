import { createHash } from "node:crypto"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { AttemptProcess } from "./attemptProcess.ts"
import { summary } from "./summary.ts"

let cell: AttemptProcess

beforeAll(() => {
  cell = new AttemptProcess()
})

beforeEach(() => {
  cell.clear()
  cell.write({
    "a.txt": "hello",
    "b.txt": "other",
    "data/1.csv": "1",
    "data/deep/2.csv": "2",
    "empty/": "",
    ".tsnb/store.db": "x",
    ".env": "TRACED_X=1",
  })
})

afterAll(() => cell[Symbol.asyncDispose]())

const prelude = `
  const fs = require("fs"), fsp = require("fs/promises"), { promisify } = require("util"), { pipeline } = require("stream/promises");
  const drain = async (stream) => { for await (const _ of stream); };
`

async function run(code: string): Promise<string[]> {
  const attempted = await cell.attempt(prelude + code)
  expect(attempted.error).toBeUndefined()
  expect(attempted.changed).toEqual([])
  return summary(attempted)
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex")

describe("reading a file in every form", () => {
  test.each([
    "fs.readFileSync('a.txt')",
    "fs.readFileSync('./data/../a.txt', 'utf8')",
    "fs.readFileSync(Buffer.from('a.txt'))",
    "fs.readFileSync(require('url').pathToFileURL('a.txt'))",
    "await new Promise(r => fs.readFile('a.txt', r))",
    "await new Promise(r => fs.readFile('a.txt', { encoding: 'utf8' }, r))",
    "await promisify(fs.readFile)('a.txt')",
    "await fsp.readFile('a.txt')",
    "await fs.promises.readFile('a.txt', 'utf8')",
    "await (await import('fs')).promises.readFile('a.txt')",
    "(await import('node:fs')).readFileSync('a.txt')",
    "await (await import('node:fs/promises')).readFile('a.txt')",
    "(await import('node:fs')).default.readFileSync('a.txt')",
    "process.getBuiltinModule('fs').readFileSync('a.txt')",
    "fs.closeSync(fs.openSync('a.txt'))",
    "fs.closeSync(fs.openSync('a.txt', 'rs'))",
    "fs.closeSync(fs.openSync('a.txt', fs.constants.O_RDONLY))",
    "fs.closeSync(await promisify(fs.open)('a.txt'))",
    "const f = fs.openSync('a.txt'); fs.readSync(f, Buffer.alloc(2)); fs.readFileSync(f); fs.fstatSync(f); fs.closeSync(f)",
    "const h = await fsp.open('a.txt'); await h.readFile(); await h.close()",
    "const h = await fsp.open('a.txt'); await h.read(Buffer.alloc(2)); await h.stat(); await h.close()",
    "const h = await fsp.open('a.txt'); for await (const line of h.readLines());",
    "const h = await fsp.open('a.txt'); await drain(h.createReadStream())",
    "await drain(fs.createReadStream('a.txt'))",
    "await drain(new fs.ReadStream('a.txt'))",
    "await drain(require('readline').createInterface({ input: fs.createReadStream('a.txt') }))",
    "await fs.openAsBlob('a.txt')",
    "fs.statSync('a.txt').size",
    "fs.lstatSync('a.txt')",
    "await fsp.stat('a.txt')",
    "await fsp.lstat('a.txt')",
    "await promisify(fs.stat)('a.txt')",
    "fs.statSync('a.txt'); fs.existsSync; fs.readFileSync('a.txt')",
    "fs.readFileSync('a.txt', { flag: 'r' })",
  ])("%s", async (code) => {
    expect(await run(code)).toEqual(["file a.txt"])
  })

  test("has the hash of the content", async () => {
    const { trace } = await cell.attempt("require('fs').readFileSync('a.txt')")
    expect(trace).toEqual([{ kind: "file", path: "a.txt", hash: sha256("hello") }])
  })
})

describe("other ways of looking", () => {
  test.each<[string, string[]]>([
    ["fs.existsSync('a.txt')", ["exists a.txt file"]],
    ["fs.existsSync('data')", ["exists data folder"]],
    ["fs.existsSync('none')", ["exists none null"]],
    ["await promisify(fs.exists)('none')", ["exists none null"]],
    ["await new Promise(r => fs.exists('a.txt', r))", ["exists a.txt file"]],
    ["fs.accessSync('a.txt', fs.constants.R_OK)", ["exists a.txt file"]],
    ["await fsp.access('none').catch(() => 0)", ["exists none null"]],
    ["await fsp.readFile('none').catch(() => 0)", ["file none null"]],
    ["try { fs.readFileSync('none/deeper') } catch {}", ["file none/deeper null"]],
    ["try { fs.readFileSync('a.txt/deeper') } catch {}", ["file a.txt/deeper null"]],
    ["fs.statSync('none', { throwIfNoEntry: false })", ["file none null"]],
    ["await drain(fs.createReadStream('none')).catch(() => 0)", ["file none null"]],
    ["try { fs.readFileSync('data') } catch {}", ["exists data folder"]],
    ["fs.statSync('data').isDirectory()", ["exists data folder"]],
    ["fs.readdirSync('data')", ["folder data"]],
    ["await fsp.readdir('data', { withFileTypes: true })", ["folder data"]],
    ["await promisify(fs.readdir)('none').catch(() => 0)", ["folder none null"]],
    ["fs.readdirSync('data', { recursive: true })", ["folder data", "folder data/deep"]],
    ["fs.readdirSync('empty')", ["folder empty"]],
    ["const d = fs.opendirSync('data'); d.readSync(); d.closeSync()", ["folder data"]],
    ["for await (const _ of await fsp.opendir('data', { recursive: true }));", ["folder data", "folder data/deep"]],
    ["fs.globSync('data/*.csv')", ["exists . folder", "exists data folder", "folder data"]],
    ["await Array.fromAsync(fsp.glob('data/*.csv'))", ["exists . folder", "exists data folder", "folder data"]],
    ["fs.realpathSync('a.txt')", ["link a.txt a.txt"]],
    ["fs.realpathSync.native('a.txt')", ["link a.txt a.txt"]],
    ["await fsp.realpath('a.txt')", ["link a.txt a.txt"]],
    ["await promisify(fs.realpath.native)('a.txt')", ["link a.txt a.txt"]],
  ])("%s", async (code, expected) => {
    expect(await run(code)).toEqual(expected)
  })
})

describe("writing", () => {
  test.each<[string, string[]]>([
    ["fs.writeFileSync('out', 'x')", ["written out"]],
    ["await fsp.writeFile('out', 'x')", ["written out"]],
    ["await promisify(fs.writeFile)('out', 'x')", ["written out"]],
    ["fs.writeFileSync('a.txt', 'x')", ["written a.txt"]],
    ["fs.writeFileSync('out', 'x'); fs.readFileSync('out'); fs.statSync('out')", ["written out"]],
    ["fs.appendFileSync('a.txt', 'x')", ["appended a.txt file"]],
    ["fs.writeFileSync('a.txt', 'x', { flag: 'a' })", ["appended a.txt file"]],
    ["const s = fs.createWriteStream('out'); await pipeline([Buffer.from('x')], s)", ["written out"]],
    ["const s = new fs.WriteStream('out', { flags: 'a' }); await pipeline(['x'], s)", ["appended out file"]],
    ["const h = await fsp.open('out', 'w'); await h.writeFile('x'); await h.close()", ["written out"]],
    ["fs.closeSync(fs.openSync('out', 'wx'))", ["exists out file", "written out"]],
    ["const f = fs.openSync('out', 'w+'); fs.writeSync(f, 'x'); fs.closeSync(f)", ["written out"]],
    ["fs.closeSync(fs.openSync('out', fs.constants.O_WRONLY | fs.constants.O_CREAT))", ["written out"]],
    ["fs.copyFileSync('a.txt', 'out')", ["file a.txt", "written out"]],
    ["await fsp.copyFile('a.txt', 'out')", ["file a.txt", "written out"]],
    ["await fsp.cp('a.txt', 'out')", ["file a.txt", "written out"]],
    [
      "fs.cpSync('data', 'copy', { recursive: true })",
      [
        "file data/1.csv",
        "file data/deep/2.csv",
        "folder data",
        "folder data/deep",
        "written copy/1.csv",
        "written copy/deep/2.csv",
      ],
    ],
    ["fs.linkSync('a.txt', 'out')", ["file a.txt", "written out"]],
    ["fs.renameSync('a.txt', 'out')", ["written a.txt null", "written out"]],
    ["fs.writeFileSync('out.tmp', 'x'); fs.renameSync('out.tmp', 'out')", ["written out"]],
    ["await fsp.rename('data', 'moved')", ["exists data null", "written moved/1.csv", "written moved/deep/2.csv"]],
    ["fs.unlinkSync('a.txt')", ["written a.txt null"]],
    ["fs.rmSync('none', { force: true })", []],
    ["fs.rmSync('data', { recursive: true })", ["exists data null"]],
    ["await fsp.rm('data', { recursive: true })", ["exists data null"]],
    ["fs.rmdirSync('empty')", ["exists empty null"]],
    ["fs.truncateSync('a.txt')", ["written a.txt"]],
    ["fs.mkdirSync('x/y', { recursive: true })", ["exists x folder", "exists x/y folder"]],
    ["fs.mkdirSync('data', { recursive: true })", ["exists data folder"]],
    ["fs.mkdirSync('x/y', { recursive: true }); fs.rmSync('x', { recursive: true })", []],
    [
      "fs.rmSync('data', { recursive: true }); fs.mkdirSync('data'); fs.writeFileSync('data/n', '')",
      ["exists data folder", "written data/n"],
    ],
    ["const d = fs.mkdtempSync('scratch-'); fs.writeFileSync(d + '/f', ''); fs.rmSync(d, { recursive: true })", []],
    ["fs.writeFileSync('t', ''); fs.unlinkSync('t')", []],
    // A result that is made only once, in the ways that people ask for it.
    ["if (!fs.existsSync('out')) fs.writeFileSync('out', 'x')", ["exists out file", "written out"]],
    ["await fsp.stat('out').catch(() => fs.writeFileSync('out', 'x'))", ["written out"]],
    [
      "if (!fs.existsSync('m')) fs.mkdirSync('m'); fs.writeFileSync('m/out', 'x')",
      ["exists m folder", "written m/out"],
    ],
    ["fs.readdirSync('data'); fs.writeFileSync('data/3.csv', '3')", ["folder data", "written data/3.csv"]],
    ["fs.readFileSync('a.txt'); fs.writeFileSync('a.txt', 'hello')", ["file a.txt", "written a.txt"]],
    ["fs.utimesSync('a.txt', 1, 1); fs.chmodSync('a.txt', 0o644)", []],
  ])("%s", async (code, expected) => {
    expect(await run(code)).toEqual(expected)
  })

  test("has the hash of what the attempt left", async () => {
    const { trace } = await cell.attempt(
      "const fs = require('fs'); fs.writeFileSync('out', '1'); fs.writeFileSync('out', '2')",
    )
    expect(trace).toEqual([{ kind: "written", path: "out", hash: sha256("2"), size: 1 }])
  })
})

describe("an input that changes while the attempt runs is reported", () => {
  test.each<[string, string[]]>([
    ["fs.readFileSync('a.txt'); fs.writeFileSync('a.txt', 'x')", ["file a.txt"]],
    ["fs.writeFileSync('b.txt', fs.readFileSync('a.txt')); fs.readFileSync('b.txt')", []],
    ["fs.readFileSync('a.txt'); fs.unlinkSync('a.txt')", ["file a.txt"]],
    ["fs.writeFileSync('n', String(fs.existsSync('n'))); fs.readFileSync('a.txt'); fs.appendFileSync('a.txt', '')", []],
    ["const f = fs.openSync('a.txt', 'r+'); fs.writeSync(f, 'J'); fs.closeSync(f)", ["file a.txt"]],
    ["fs.truncateSync('a.txt', 2)", ["file a.txt"]],
    ["fs.existsSync('a.txt'); outside('fs.rmSync(`a.txt`)')", ["file a.txt"]],
    ["fs.readdirSync('data'); outside('fs.writeFileSync(`data/9.csv`, `9`)')", ["folder data"]],
    ["fs.readFileSync('a.txt'); outside('fs.writeFileSync(`a.txt`, `HELLO`)')", ["file a.txt"]],
  ])("%s", async (code, changed) => {
    const outside = "const outside = (code) => require('child_process').execFileSync(process.execPath, ['-e', code]);"
    const attempted = await cell.attempt(prelude + outside + code)
    expect(attempted.error).toBeUndefined()
    expect(attempted.changed).toEqual(changed)
  })
})

describe("what isn't traced", () => {
  test.each([
    "fs.readFileSync('.tsnb/store.db')",
    "fs.readdirSync('.tsnb')",
    "fs.writeFileSync('.tsnb/other', '')",
    "fs.existsSync('/dev/null'); fs.readFileSync('/dev/null')",
    "fs.writeFileSync('/dev/null', 'x')",
    "require('child_process').execFileSync(process.execPath, ['--version'])",
    "try { fs.readFileSync({}) } catch {}",
    "try { fs.readFileSync('a\\0b') } catch {}",
  ])("%s", async (code) => {
    expect(await run(code)).toEqual([])
  })
})

describe("a wrapped function stays what it was", () => {
  test.each<[string, unknown]>([
    ["return [fs.readFile.name, fs.readFileSync.length, fsp.readFile.name]", ["readFile", 2, "readFile"]],
    ["return typeof fs.realpath.native", "function"],
    ["return fs.promises === fsp", true],
    ["return fs.readFileSync('a.txt', 'utf8')", "hello"],
    ["return await promisify(fs.exists)('a.txt')", true],
    ["try { fs.readFileSync('none') } catch (e) { return [e.code, e.path] }", ["ENOENT", "none"]],
    ["return (await promisify(fs.read)(fs.openSync('a.txt'), Buffer.alloc(2), 0, 2, 0)).bytesRead", 2],
  ])("%s", async (code, expected) => {
    expect((await cell.attempt(prelude + code)).value).toEqual(expected)
  })
})

describe("links", () => {
  test.each([
    "fs.readFileSync('l/../b.txt', 'utf8')",
    "fs.readFileSync('./l/./../b.txt', 'utf8')",
    "fs.readFileSync(__dirname + '/l/../b.txt', 'utf8')",
    "fs.readFileSync(Buffer.from('l/../b.txt'), 'utf8')",
    "await fsp.readFile('l/../b.txt', 'utf8')",
  ])("a path that climbs from behind a link leads where the system goes: %s", async (code) => {
    cell.write({ "data/b.txt": "behind" })
    await cell.attempt("require('fs').symlinkSync('data/deep', 'l')")
    const attempted = await cell.attempt(`const __dirname = process.cwd(); ${prelude} return ${code}`)
    expect(attempted).toMatchObject({ value: "behind", changed: [] })
    expect(summary(attempted)).toEqual(["file data/b.txt", "link l data/deep"])
  })

  test("a path that climbs from what isn't there leads nowhere", async () => {
    expect(await run("try { fs.readFileSync('none/../b.txt') } catch {}")).toContain("exists none null")
  })

  test.skipIf(process.platform === "win32").each<[string, string[]]>([
    ["fs.symlinkSync('a.txt', 'l'); fs.readFileSync('l')", ["file a.txt", "link l a.txt"]],
    ["fs.symlinkSync('data', 'l')", ["link l data"]],
    ["fs.symlinkSync('nowhere', 'l')", ["link l dangling: nowhere"]],
  ])("%s", async (code, expected) => {
    expect(await run(code)).toEqual(expected)
  })

  test.skipIf(process.platform === "win32")("that exist", async () => {
    await cell.attempt("const fs = require('fs'); fs.symlinkSync('a.txt', 'l'); fs.symlinkSync('nowhere', 'dangling')")
    expect(await run("fs.readFileSync('l')")).toEqual(["file l"])
    expect(await run("fs.lstatSync('l')")).toEqual(["link l a.txt"])
    expect(await run("fs.readlinkSync('l')")).toEqual(["link l a.txt"])
    expect(await run("await fsp.readlink('dangling')")).toEqual(["link dangling dangling: nowhere"])
    expect(await run("fs.existsSync('dangling')")).toEqual(["exists dangling null"])
  })
})

test("a working folder other than the notebook's is taken into account", async () => {
  expect(await run("process.chdir('data'); fs.readFileSync('1.csv'); process.chdir('..')")).toEqual(["file data/1.csv"])
})

test("a big file is hashed without taking it into memory", async () => {
  const { value } = await cell.attempt(
    prelude +
      `const f = fs.openSync('big', 'w'); fs.ftruncateSync(f, 400e6); fs.closeSync(f); const before = process.memoryUsage().rss;
       fs.closeSync(fs.openSync('big')); return process.memoryUsage().rss - before`,
  )
  expect(value).toBeLessThan(50e6)
})
