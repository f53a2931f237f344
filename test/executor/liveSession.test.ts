import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import type { KernelRequest } from "../../kernel/api/kernelRequest.ts"
import { LiveCells, textOf } from "../support/liveCells.ts"

test("cells share their names, and know their folder", async () => {
  using cells = new LiveCells()
  cells.write("helper.ts", "export const double = (x: number): number => 2 * x")
  const results = await cells.results(
    "import { double } from './helper.ts'\nlet n = double(2)",
    "n++",
    "[n, __dirname === process.cwd(), require('./helper.ts').double(1)]",
    "undefined",
    "const later = await new Promise<string>((done) => setTimeout(() => done('later'), 1))",
    "later",
  )
  expect(results).toEqual([undefined, "4", "[ 5, true, 2 ]", undefined, undefined, "'later'"])
})

test("expressions are evaluated after the cell, each with its own end", async () => {
  using cells = new LiveCells()
  const { end } = await cells.run("const a = 1", { expressions: { sum: "a + 1", wrong: "nowhere", broken: "1 +" } })
  expect(end).toMatchObject({
    kind: "completed",
    expressions: {
      sum: { kind: "completed", data: { "text/plain": "2" } },
      wrong: { kind: "failed", error: { name: "ReferenceError", message: "nowhere is not defined" } },
      broken: { kind: "failed", error: { name: "SyntaxError" } },
    },
  })
})

test("local modules are loaded again after they, or what they import, changed", async () => {
  using cells = new LiveCells()
  cells.write("a.ts", "import { b } from './b.ts'\nexport const a = () => 'a' + b")
  cells.write("b.ts", "export const b = 1")
  cells.write("c.cts", "exports.c = 1")
  const both = "import { a } from './a.ts'\n[a(), require('./c.cts').c]"
  expect(await cells.results(both, "const first = a")).toEqual(["[ 'a1', 1 ]", undefined])
  expect(await cells.results("import { a as again } from './a.ts'\nagain === first")).toEqual(["true"])
  cells.write("b.ts", "export const b = 2")
  cells.write("c.cts", "exports.c = 2")
  expect(await cells.results("a()", both, "(await import('./a')).a === a")).toEqual(["'a1'", "[ 'a2', 2 ]", "true"])
  cells.write("b.ts", "export const b = ")
  expect(await cells.results(both)).toEqual(["SyntaxError: Unexpected token (b.ts)"])
  cells.write("b.ts", "export const b = 3")
  expect(await cells.results(both)).toEqual(["[ 'a3', 2 ]"])
})

describe("live values", () => {
  test("are told without running code of the notebook's", async () => {
    using cells = new LiveCells()
    await cells.run(`class Model { fast = true; #hidden = 1; get loud() { console.log("getter"); return 1 } fit() {} }
const model = new Model()
const options = { depth: { levels: [1, 2, 3] } }
const trap = new Proxy({}, { get() { console.log("trap"); return 1 }, ownKeys() { console.log("trap"); return [] } })
const many = Array.from({ length: 1e6 }, (_, i) => i)`)
    const look = (path: string): ReturnType<LiveCells["session"]["look"]> => cells.session.look(path.split("."), 10_000)
    expect(await look("model")).toMatchObject({
      type: "Model",
      properties: expect.arrayContaining(["fast", "fit", "loud"]),
    })
    expect(await look("model.loud")).toBeUndefined()
    expect(await look("options.depth.levels")).toMatchObject({ type: "Array", text: "[ 1, 2, 3 ]" })
    expect(await look("trap")).toMatchObject({ type: "Proxy", properties: [] })
    expect(await look("trap.x")).toBeUndefined()
    expect(await look("nowhere")).toBeUndefined()
    expect((await look("many"))?.text.length).toBeLessThan(3_000)
    expect((await look("many"))?.properties).toContain("map")
    const { text } = await cells.run("1")
    expect(text).toBe("")
  })

  test("are there while a cell waits, and not while it is busy", async () => {
    using cells = new LiveCells()
    await cells.run("const a = 1")
    const running = cells.run(
      "let go = () => {}\nconst waited = new Promise<void>((done) => { go = done })\nawait waited",
    )
    expect(await cells.session.names(10_000)).toContain("a")
    expect(await cells.session.store(["a", "go", "nowhere"])).toMatchObject([
      { name: "a", value: { size: expect.any(Number) } },
      { name: "go", problem: expect.stringContaining("function") },
      { name: "nowhere", problem: "No cell that has run defines 'nowhere'" },
    ])
    cells.session.interrupt()
    await running
    const busy = cells.run("console.log('busy')\nfor (;;) {}", { onOutput: () => started.resolve() })
    const started = Promise.withResolvers<void>()
    await started.promise
    expect(await cells.session.names(1)).toEqual([])
    cells.session.interrupt()
    await busy
  })
})

test("results of tasks are in the scope, and declarations made again once", async () => {
  using cells = new LiveCells()
  await cells.run("const list = [1, 2]")
  const [stored] = await cells.session.store(["list"])
  if (!stored || !("value" in stored)) throw new Error("The list wasn't stored")
  const inputs = [
    { name: "given", value: stored.value },
    { name: "each", value: [stored.value, stored.value] },
  ]
  const remade = [
    { line: 1, source: "class Box { constructor(public value: number) {} }", reads: [], defines: ["Box"] },
  ]
  const first = await cells.run("given.push(3)\nconst Kept = Box;\n[given, each.length, new Box(1).value]", {
    inputs,
    remade,
  })
  expect(first.result).toBe("[ [ 1, 2, 3 ], 2, 1 ]")
  expect((await cells.run("[given.length, Kept === Box]", { inputs, remade })).result).toBe("[ 3, true ]")
})

const leave = (): Promise<string> => Promise.reject(new Error("the person left"))

describe("input", () => {
  test("is asked for, blocking and not", async () => {
    using cells = new LiveCells()
    const asked: unknown[] = []
    const onInput = (prompt: string, isPassword: boolean): Promise<string> => {
      asked.push([prompt, isPassword])
      return Promise.resolve(["Ann", "", "y", "secret"][asked.length - 1] ?? "")
    }
    const source = `console.log("first")
const name = prompt("Name?"), kind = prompt("Kind?", "plain"), sure = confirm("Sure?")
const word = await input("Word?", { password: true });
[name, kind, sure, word]`
    const { result, text } = await cells.run(source, { onInput })
    expect(result).toBe("[ 'Ann', 'plain', true, 'secret' ]")
    expect(text).toBe("first\n")
    expect(asked).toEqual([
      ["Name?", false],
      ["Kind? [plain] ", false],
      ["Sure? [y/N] ", false],
      ["Word?", true],
    ])
  })

  test.each(["prompt('x')", "confirm('x')", "await input('x')"])(
    "%s fails at once where nobody can be asked",
    async (source) => {
      using cells = new LiveCells()
      expect((await cells.run(source)).result).toMatch(
        /^NoInputError: \w+\(\) can't ask: the front end .*allows no input$/,
      )
    },
  )

  test("that fails is an error of the cell", async () => {
    using cells = new LiveCells()
    expect((await cells.run("prompt()", { onInput: leave })).result).toContain("the person left")
    expect((await cells.run("await input()", { onInput: leave })).result).toContain("the person left")
  })
})

test("what cells ask of the kernel is answered, or fails where they asked", async () => {
  using cells = new LiveCells()
  const requests: KernelRequest[] = []
  const onRequest = (request: KernelRequest): Promise<unknown> => {
    requests.push(request)
    return request.kind === "subflow" ? Promise.reject(new Error("No such notebook")) : Promise.resolve({ run: "r1" })
  }
  const { end } = await cells.run("await subflow('other.tsnb', { a: 1 })", { onRequest })
  expect(end).toMatchObject({ kind: "failed", error: { name: "SubflowError", message: "No such notebook" } })
  expect(requests).toEqual([{ kind: "subflow", notebook: join(cells.folder, "other.tsnb"), parameters: { a: 1 } }])
  const refused = await cells.run("await subflow('other.tsnb', { f() {} })", { onRequest })
  expect(refused.result).toContain("must be plain values")
})

describe("a session that dies", () => {
  test.each([
    ["process.exit(3)", /^SessionDied: The session ended by itself with exit code 3.*next cell starts a new session$/],
    ["process.kill(process.pid, 'SIGSEGV')", /^SessionDied: The session was ended by the signal SIGSEGV/],
    ["process.kill(process.pid, 'SIGKILL')\nawait new Promise(() => {})", /^SessionDied: The session was killed/],
    [
      "require('fs').writeSync(5, 'noise'.repeat(100))\nawait new Promise(() => {})",
      /^SessionDied: The session was ended: /,
    ],
  ])("by %j is told on its cell, and the next cell starts anew", async (source, message) => {
    using cells = new LiveCells()
    const died = await cells.run(`const gone = 1\nconsole.log("before")\n${source}`)
    expect(died.result).toMatch(message)
    expect(died.text).toContain("before\n")
    expect(await cells.results("typeof gone", "1 + 1")).toEqual(["'undefined'", "2"])
  })

  test("of too much memory says so", async () => {
    using cells = new LiveCells({ memory: 40 * 2 ** 20 })
    const { result } = await cells.run("const all: unknown[] = []\nfor (;;) all.push(new Array(1e5).fill({}))")
    expect(result).toMatch(/^SessionDied: The session ran out of memory\. All values are gone/)
    expect(await cells.results("1")).toEqual(["1"])
  })

  test("while nothing runs is started anew", async () => {
    using cells = new LiveCells()
    const gone = Promise.withResolvers<void>()
    await cells.run("setTimeout(() => { console.log('going'); process.exit() }, 1)", { onOutput: () => gone.resolve() })
    await gone.promise
    // It may be about to die: the cell that finds out says so.
    const [first, second] = await cells.results("1", "2")
    expect(first === "1" || first?.startsWith("SessionDied")).toBe(true)
    expect(second).toBe("2")
  })

  test("takes what it started along when it is closed, also while it is busy", async () => {
    using cells = new LiveCells()
    const started = Promise.withResolvers<void>()
    const running = cells.run(
      "const child = require('child_process').spawn('sleep', ['1000'])\nconsole.log(child.pid)\nfor (;;) {}",
      { onOutput: () => started.resolve() },
    )
    await started.promise
    cells.session.close()
    const { outputs, result } = await running
    expect(result).toMatch(/^SessionDied/)
    await expect.poll(() => isRunning(textOf(outputs).trim())).toBe(false)
  })
})

test("an error that nobody caught is told in its own cell, and the session goes on", async () => {
  using cells = new LiveCells()
  const told = Promise.withResolvers<void>()
  const first = await cells.run(
    "const kept = 1\nsetTimeout(() => { throw new Error('late') }, 20)\nsetTimeout(() => Promise.reject(new Error('later')), 40)",
    { onOutput: (output) => output.kind === "stream" && output.text.includes(": later") && told.resolve() },
  )
  const second = await cells.run("await new Promise((done) => setTimeout(done, 10))\nkept")
  await told.promise
  expect(first.text).toMatch(/Uncaught .*Error.*: late[^]*Uncaught .*Error.*: later/)
  expect(first.outputs.every((output) => output.kind === "stream" && output.stream === "stderr")).toBe(true)
  expect(second).toMatchObject({ result: "1", text: "" })
})

/** Whether a process is there, other than as the entry of one that has ended. */
function isRunning(pid: string): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ")
  } catch {
    return false
  }
}
