import { afterEach, describe, expect, test } from "vitest"
import { describeEntry } from "../../../kernel/runtime/trace/entry.ts"
import { createVerifier } from "../../../kernel/runtime/trace/verifier.ts"
import { AttemptProcess } from "./attemptProcess.ts"
import { summary } from "./summary.ts"

let cell: AttemptProcess

function notebook(files: Record<string, string>, environment: NodeJS.ProcessEnv = {}): AttemptProcess {
  cell = new AttemptProcess({ "a.txt": "hello", "b.txt": "other", ...files }, environment)
  return cell
}

afterEach(() => cell[Symbol.asyncDispose]())

/** Runs a thread to its end; gives what it says. */
const prelude = `
  const { Worker } = require("worker_threads"), { pathToFileURL } = require("url"), { once } = require("events");
  const run = async (file, options) => {
    const said = [];
    const worker = new Worker(file, options);
    worker.on("message", (message) => said.push(message));
    await once(worker, "exit");
    return said;
  };
`
const say =
  'import { parentPort } from "node:worker_threads"; const say = (value: unknown) => parentPort!.postMessage(value);'

describe("what threads do is in the trace of the attempt that starts them", () => {
  test.each<[what: string, files: Record<string, string>, code: string, value: unknown, entries: string[]]>([
    [
      "a file with its imports and their reads",
      {
        "w.ts": `${say} import { text } from "./h.ts"; enum E { One = 1 } say(text + E.One)`,
        "h.ts": 'import { readFileSync } from "node:fs"; export const text = readFileSync("a.txt", "utf8")',
      },
      "return run('./w.ts')",
      ["hello1"],
      ["file a.txt", "file h.ts", "file w.ts"],
    ],
    [
      "by URL, with files, folders, variables and the system",
      {
        "w.mjs":
          'import fs from "node:fs"; import os from "node:os"; fs.readdirSync("."); fs.existsSync("none"); process.env.TRACED; os.hostname()',
      },
      "return run(new URL('w.mjs', pathToFileURL(process.cwd() + '/')))",
      [],
      ["exists none null", "file w.mjs", "folder .", "system hostname", "variable TRACED"],
    ],
    [
      "CommonJS",
      {
        "w.cjs": 'require("worker_threads").parentPort.postMessage(require("./d.json").x); require("pkg")',
        "d.json": '{"x":1}',
        "node_modules/pkg/package.json": '{"name":"pkg","version":"1.0.0"}',
        "node_modules/pkg/index.js": "",
      },
      "return run('./w.cjs')",
      [1],
      ["file d.json", "file w.cjs", "package pkg 1.0.0"],
    ],
    [
      "a text that is evaluated",
      {},
      `return run('require("fs").promises.readFile("a.txt", "utf8").then((text) => require("worker_threads").parentPort.postMessage(text))', { eval: true, execArgv: [] })`,
      ["hello"],
      ["file a.txt"],
    ],
    [
      "threads of threads",
      {
        "outer.mjs": 'import { Worker } from "node:worker_threads"; new Worker("./inner.mjs")',
        "inner.mjs": 'import { readFileSync } from "node:fs"; readFileSync("b.txt")',
      },
      "return run('./outer.mjs')",
      [],
      ["file b.txt", "file inner.mjs", "file outer.mjs"],
    ],
    [
      "what they write",
      {
        "w.mjs":
          'import fs from "node:fs"; fs.mkdirSync("out"); fs.writeFileSync("out/x", "1"); fs.appendFileSync("log", "1"); fs.readFileSync("out/x")',
      },
      "return run('./w.mjs')",
      [],
      ["appended log file", "exists out folder", "file w.mjs", "written out/x"],
    ],
    [
      "what the attempt wrote or set before",
      { "w.mjs": 'import fs from "node:fs"; fs.readFileSync("new.txt"); process.env.MINE' },
      "require('fs').writeFileSync('new.txt', '1'); process.env.MINE = '1'; return run('./w.mjs')",
      [],
      ["file w.mjs", "written new.txt"],
    ],
    [
      "nothing of Node's options for them",
      {
        "w.mjs":
          'import { parentPort } from "node:worker_threads"; parentPort.postMessage([process.execArgv, process.argv.slice(2)])',
      },
      "return run('./w.mjs', { argv: ['x'], execArgv: ['--no-warnings'] })",
      [[["--no-warnings"], ["x"]]],
      ["file w.mjs"],
    ],
  ])("%s", async (_, files, code, value, entries) => {
    notebook(files, { TRACED: "1" })
    for (let attempt = 0; attempt < 2; attempt++) {
      for (const name of ["out/x", "log"])
        await cell.attempt(`require('fs').rmSync('${name.split("/")[0]}', { recursive: true, force: true })`)
      const attempted = await cell.attempt(prelude + code)
      expect(attempted.error).toBeUndefined()
      expect(attempted.value).toEqual(value)
      expect(attempted.changed).toEqual([])
      // Node looks whether the thread's own file is a link.
      expect(summary(attempted).filter((entry) => !entry.startsWith("link "))).toEqual(entries)
    }
    expect(summary(await cell.attempt("return 1"))).toEqual([])
  })

  test("before it ends, and while it goes on", async () => {
    notebook({
      "w.mjs":
        'import { parentPort } from "node:worker_threads"; import { readFileSync } from "node:fs"; parentPort.on("message", (path) => parentPort.postMessage(readFileSync(path, "utf8")))',
    })
    const { value, trace } = await cell.attempt(
      `${prelude} const worker = new Worker('./w.mjs'); worker.postMessage('a.txt'); const [text] = await once(worker, 'message'); worker.unref(); return text`,
    )
    expect(value).toBe("hello")
    cell.write({ "a.txt": "changed" })
    const change = await createVerifier(cell.folder, {}).firstChange(trace)
    expect(change && describeEntry(change.before)).toBe("file a.txt")
  })

  test("and errors in them have the places that people wrote", async () => {
    notebook({ "w.ts": "enum E {\n  A,\n}\ninterface I {\n  x: E\n}\nthrow new Error('broken')" })
    const { value } = await cell.attempt(
      `${prelude} const worker = new Worker('./w.ts'); const [error] = await once(worker, 'error'); return error.stack`,
    )
    expect(value).toMatch(/w\.ts:7:7/)
  })

  test("a class of one's own, and what Node refuses, stay as they are", async () => {
    const { value } = await notebook({ "w.mjs": "" }).attempt(
      `${prelude} class Mine extends Worker {} ; const mine = new Mine('./w.mjs'); await once(mine, 'exit');
       const refused = []; for (const args of [[], [1], ['./w.mjs', { execArgv: ['--max-old-space-size=9'] }]])
         try { new Worker(...args) } catch (error) { refused.push(error.code) }
       return [mine instanceof Worker, mine instanceof Mine, Worker.name, refused]`,
    )
    expect(value).toEqual([
      true,
      true,
      "Worker",
      ["ERR_INVALID_ARG_TYPE", "ERR_INVALID_ARG_TYPE", "ERR_WORKER_INVALID_EXEC_ARGV"],
    ])
  })
})
