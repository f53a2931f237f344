import { hostname } from "node:os"
import { join } from "node:path"
import { afterEach, describe, expect, test } from "vitest"
import { describeEntry } from "../../../kernel/runtime/trace/entry.ts"
import { createVerifier } from "../../../kernel/runtime/trace/verifier.ts"
import { AttemptProcess } from "./attemptProcess.ts"
import { summary } from "./summary.ts"

let cell: AttemptProcess

function notebook(files: Record<string, string> = {}, environment: NodeJS.ProcessEnv = {}): AttemptProcess {
  cell = new AttemptProcess(files, environment)
  return cell
}

afterEach(() => cell[Symbol.asyncDispose]())

describe("what the system is asked about itself", () => {
  test.skipIf(process.platform === "win32").each<[string, string[]]>([
    ["require('os').homedir()", ["variable HOME"]],
    ["(await import('node:os')).homedir()", ["variable HOME"]],
    ["require('os').tmpdir()", ["variable TEMP null", "variable TMP null", "variable TMPDIR"]],
    ["require('os').hostname()", ["system hostname"]],
    ["require('os').userInfo()", ["system userInfo"]],
    [
      "const os = require('os'); [os.cpus(), os.availableParallelism(), os.totalmem(), os.freemem(), os.uptime(), os.loadavg()]",
      [],
    ],
    ["[process.argv.slice(2), process.pid, process.memoryUsage()]", []],
    ["await import('./h.ts')", ["file h.ts", "system hostname"]],
  ])("%s", async (code, entries) => {
    notebook({ "h.ts": "import os from 'node:os'; export const name = os.hostname()" }, { HOME: "/h", TMPDIR: "/tmp" })
    delete process.env["TMP"]
    delete process.env["TEMP"]
    for (let attempt = 0; attempt < 2; attempt++) {
      const attempted = await cell.attempt(code)
      expect(attempted.error).toBeUndefined()
      expect(summary(attempted)).toEqual(entries)
    }
  })

  test("is compared by its hash", async () => {
    const { value, trace } = await notebook().attempt("const os = require('os'); os.userInfo(); return os.hostname()")
    expect(value).toBe(hostname())
    expect(JSON.stringify(trace)).not.toContain(hostname())
    const verifier = createVerifier(cell.folder, {})
    expect(await verifier.firstChange(trace)).toBeUndefined()
    const changes = await Promise.all(
      trace.map((entry) => verifier.firstChange([{ ...entry, hash: "another" } as typeof entry])),
    )
    expect(changes.map((change) => change && describeEntry(change.before))).toEqual(["the user", "the machine's name"])
  })
})

describe("what no trace can see is told", () => {
  const addon = join(import.meta.dirname, "../../../node_modules/better-sqlite3")

  test.each<[string, string[] | undefined]>([
    ["require('child_process').spawnSync('node', ['-v'])", ["starts a child process (node)"]],
    ["require('child_process').execSync('node -v')", ["starts a child process (node)"]],
    ["require('child_process').execFileSync('node', ['-v'])", ["starts a child process (node)"]],
    [
      "await require('util').promisify(require('child_process').execFile)('node', ['-v'])",
      ["starts a child process (node)"],
    ],
    [
      "await new Promise(r => require('child_process').spawn('/none/tool').on('error', r))",
      ["starts a child process (tool)"],
    ],
    [
      "await new Promise(async r => (await import('node:child_process')).spawn('/none/tool').on('error', r))",
      ["starts a child process (tool)"],
    ],
    ["return 1", undefined],
  ])("%s", async (code, unseen) => {
    const attempted = await notebook().attempt(code)
    expect(attempted.error).toBeUndefined()
    expect(attempted.unseen).toEqual(unseen)
  })

  test("native code for every attempt that reaches the package", async () => {
    notebook()
    const use = `const Database = require(${JSON.stringify(addon)}); new Database(':memory:')`
    for (let attempt = 0; attempt < 2; attempt++) {
      const attempted = await cell.attempt(use)
      expect(attempted.error).toBeUndefined()
      expect(attempted.unseen).toEqual(["uses native code (better-sqlite3)"])
      expect(summary(attempted)).toContain("system nodeVersion")
    }
    const without = await cell.attempt("return 1")
    expect(without.unseen).toBeUndefined()
    expect(summary(without)).not.toContain("system nodeVersion")
  })
})

describe("databases of node:sqlite", () => {
  const make = "const { DatabaseSync } = require('node:sqlite');"
  const filled =
    "const { DatabaseSync } = require('node:sqlite'); const d = new DatabaseSync('d.db'); d.exec('CREATE TABLE t (x); INSERT INTO t VALUES (1)'); d.close()"

  test.each<[string, string[]]>([
    [
      `${make} new DatabaseSync('d.db', { readOnly: true }).prepare('SELECT x FROM t').all()`,
      ["file d.db", "file d.db-wal null"],
    ],
    [
      `${make} const d = new DatabaseSync('d.db'); d.prepare('SELECT x FROM t').all(); d.close()`,
      ["file d.db", "file d.db-wal null", "written d.db"],
    ],
    [
      "const { DatabaseSync } = await import('node:sqlite'); new DatabaseSync(new URL('d.db', require('url').pathToFileURL(process.cwd() + '/')), { readOnly: true }).close()",
      ["file d.db", "file d.db-wal null"],
    ],
    [
      `${make} const d = new DatabaseSync('d.db', { readOnly: true, open: false }); d.open(); d.close()`,
      ["file d.db", "file d.db-wal null"],
    ],
    [`${make} new DatabaseSync('d.db', { open: false })`, []],
    [`${make} new DatabaseSync('file:d.db?mode=ro', { readOnly: true }).close()`, ["file d.db", "file d.db-wal null"]],
    [`${make} new DatabaseSync(':memory:').close(); new DatabaseSync('file:x?mode=memory').close()`, []],
    [`${make} const d = new DatabaseSync('n.db'); d.exec('CREATE TABLE t (x)'); d.close()`, ["written n.db"]],
    [
      `${make} class Mine extends DatabaseSync {} ; const d = new Mine('d.db', { readOnly: true }); d.close(); if (!(d instanceof DatabaseSync)) throw new Error()`,
      ["file d.db", "file d.db-wal null"],
    ],
  ])("%s", async (code, entries) => {
    notebook()
    await cell.attempt(filled)
    const attempted = await cell.attempt(code)
    expect(attempted.error).toBeUndefined()
    expect(attempted.changed).toEqual([])
    expect(summary(attempted)).toEqual(entries)
    expect(await createVerifier(cell.folder, {}).firstChange(attempted.trace)).toBeUndefined()
  })

  test("that are written anew make a reader run again", async () => {
    notebook()
    await cell.attempt(filled)
    const { trace } = await cell.attempt(`${make} new DatabaseSync('d.db', { readOnly: true }).close()`)
    await cell.attempt(`${make} const d = new DatabaseSync('d.db'); d.exec('INSERT INTO t VALUES (2)'); d.close()`)
    const change = await createVerifier(cell.folder, {}).firstChange(trace)
    expect(change && describeEntry(change.before)).toBe("file d.db")
  })

  test("may have their latest rows in a file beside them", async () => {
    notebook()
    await cell.attempt(filled.replace("d.exec(", "d.exec('PRAGMA journal_mode = WAL'); d.exec("))
    const { trace, changed } = await cell.attempt(`${make} new DatabaseSync('d.db', { readOnly: true }).close()`)
    expect(changed).toEqual([])
    await cell.attempt(`${make} globalThis.d = new DatabaseSync('d.db'); d.exec('INSERT INTO t VALUES (2)')`)
    const change = await createVerifier(cell.folder, {}).firstChange(trace)
    expect(change && describeEntry(change.before)).toBe("file d.db-wal")
  })
})
