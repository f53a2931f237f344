import { stripVTControlCharacters } from "node:util"
import { describe, expect, test } from "vitest"
import type { CellEnd } from "../../kernel/model/cellOutput.ts"
import { openStore } from "../../kernel/store/store.ts"
import { TestLiveNotebook } from "../support/liveNotebook.ts"

function traceback(end: CellEnd): string {
  return end.kind === "failed" ? stripVTControlCharacters(end.error.traceback.join("\n")) : ""
}

describe("plain cells", () => {
  test("run in one session, the newest definition winning, counters carrying on", async () => {
    await using live = new TestLiveNotebook()
    expect(await live.results("let n = 1", "n += 1", "const n2 = n * 10; n2", "const n2 = 'new'", "n2 + n")).toEqual([
      undefined,
      "2",
      "20",
      undefined,
      "'new2'",
    ])
    expect(live.notebook.sources()).toEqual(["let n = 1", "const n2 = 'new'"])
    expect((await live.notebook.names()).toSorted()).toEqual(["n", "n2"])
    expect(await live.notebook.look(["n"])).toMatchObject({ type: "number" })
  })

  test("keep names that begin with _ to themselves", async () => {
    await using live = new TestLiveNotebook()
    expect(
      await live.results(
        "let _n = 1; const next = () => _n++; import _ from 'node:path'; import { sep as _sep } from 'node:path'",
        "const _n = 'other', count = () => next() + _n; count()",
        "const [_sum, _sep2] = [next(), 1]; _sum",
        "count() + _.basename('a/b') + _sep",
        "typeof _n",
        "const _sum = 'mine'; _sum",
      ),
    ).toEqual([undefined, "'1other'", "2", "'3otherb/'", "'undefined'", "'mine'"])
    expect(await live.run("_n + 1")).toMatchObject({
      result:
        "CellProblem: In [7]:1:1: '_n' is private to In [2], since its name begins with '_': no other cell sees it. Rename it there, or define it here",
    })
    expect((await live.notebook.names()).toSorted()).toEqual(["_", "_sep", "count", "next"])
    expect(await live.results("// @task t\nconst value = count()\nvalue", "value")).toEqual([undefined, "'4other'"])
  })

  test("are objects where they look like one, and blocks where they don't", async () => {
    await using live = new TestLiveNotebook()
    expect(
      await live.results(
        "{ a: 1 }",
        "const b = 2",
        " { b, c: { d: [b] } }\n",
        "{}",
        "{ const e = b; e + 1 }",
        "{ b }\n{ b }",
        "// why\n{ a: 1 }",
      ),
    ).toEqual(["{ a: 1 }", undefined, "{ b: 2, c: { d: [ 2 ] } }", "{}", undefined, undefined, undefined])
  })

  test("see the newest values of a local module's variables", async () => {
    await using live = new TestLiveNotebook()
    live.write("counter.ts", "export let n = 0\nexport const bump = () => ++n\n")
    expect(
      await live.results(
        "import { n, bump } from './counter.ts'; bump(); n",
        "bump(); const seen = () => n; n",
        "bump(); [n, seen(), typeof n]",
        "// @task t\nbump(); const value = [n, seen()]\nvalue",
        "value",
      ),
    ).toEqual(["1", "2", "[ 3, 3, 'number' ]", undefined, "[ 4, 4 ]"])
  })

  test("find that a module has no such name in the cell that imports it, not later", async () => {
    await using live = new TestLiveNotebook()
    expect(await live.results("import { readFil } from 'node:fs'")).toEqual([
      expect.stringMatching(/^SyntaxError: The module 'node:fs' has no export named 'readFil'\. It exports: /),
    ])
    // It may be a type.
    expect(await live.results("import { PathLike, sep as Sep } from 'node:fs'")).toEqual([
      expect.stringContaining("no export named 'sep'"),
    ])
    expect(await live.results("import { PathLike } from 'node:fs'\nconst path: PathLike = 'a'; path")).toEqual(["'a'"])
  })

  test.each([
    ["%time f()", "In [1]:1:1: '%time' is a magic command of another kernel. Use console.time"],
    ["!ls -l", "In [1]:1:1: '!ls' is a magic command of another kernel. Run programs by Node: "],
    [
      "%%html\n<b>x</b>",
      "In [1]:1:1: '%%html' is a magic command of another kernel. Use the module tsnb's function: display(html(",
    ],
    ["const a = 1\n%%bash\nls", "In [1]:2:1: '%%bash' is a magic command"],
  ])("say what to write in the place of another kernel's commands: %s", async (source, message) => {
    await using live = new TestLiveNotebook()
    expect((await live.run(source)).result).toContain(message)
  })

  test.each([
    ["import a from 'npm:@s/a@1/b'", "Install it with npm install @s/a@1, and import '@s/a/b'"],
    ["import a from 'jsr:@std/path@1/posix'", "Install it with npx jsr add @std/path@1, and import '@std/path/posix'"],
    ["import a from 'https://esm.sh/a'", "Install a package of npm in its place"],
  ])("say what Node imports in the place of what Deno does: %s", async (source, message) => {
    await using live = new TestLiveNotebook()
    expect((await live.run(source)).stderr).toContain(`In [1]:1:15: `)
    expect((await live.run(source)).stderr).toContain(message)
  })

  test("tell where their syntax is wrong, and leave everything as it is", async () => {
    await using live = new TestLiveNotebook()
    await live.run("const a = 1")
    const { end } = await live.run("const a = 2\nconst b = = 3")
    expect(traceback(end)).toContain("In [2]:2:11")
    expect(live.notebook.sources()).toEqual(["const a = 1"])
    expect(await live.results("a")).toEqual(["1"])
  })

  test.each<[source: string, message: string]>([
    ["// @task t retires=3\nconst a = 1", "In [1]:1:12: @task has no option 'retires'. Did you mean 'retries'?"],
    ["// @taks t\nconst a = 1", "In [1]:1:4: Unknown directive '@taks'. Did you mean '@task'?"],
    [
      "// @task t\nglobalCount = 2",
      "In [1]:2:1: 'globalCount' is assigned to but never declared. Declare it with const or let",
    ],
  ])("a cell with a problem isn't run: %j", async (source, message) => {
    await using live = new TestLiveNotebook()
    const { result, end } = await live.run(source)
    expect(result).toBe(`CellProblem: ${message}`)
    expect(traceback(end)).toMatch(/^ {2}> \d+ \|/m)
  })

  test("warnings stand on standard error, and the cell runs", async () => {
    await using live = new TestLiveNotebook()
    const { stderr, end } = await live.run("// @task retries\nconst a = 1")
    expect(stderr).toBe(
      "In [1]:1:10: 'retries' is read as the task's name. The option takes a value, such as retries=3\n",
    )
    expect(end.kind).toBe("completed")
  })
})

describe("set-up in plain cells", () => {
  test("reaches task cells, also from cells that define nothing; what failed doesn't", async () => {
    await using live = new TestLiveNotebook()
    await live.run(
      "const parsers = new Map<string, unknown>()\nfunction register(name: string, parse: unknown) { parsers.set(name, parse) }",
    )
    await live.run('register("json", JSON.parse)')
    await live.run('process.env.LIVE_MODE = "test"')
    await live.run('process.env.LIVE_MODE = "wrong"; throw new Error("no")')
    const { stdout } = await live.run("// @task t\nconsole.log([...parsers.keys()].join(), process.env.LIVE_MODE)")
    expect(stdout).toBe("json test\n")
  })
})

describe("task cells", () => {
  test("run by the engine; plain cells find their results, and functions that read them", async () => {
    await using live = new TestLiveNotebook()
    await live.run("const base = { n: 20 }\nfunction half(): number { return train.length / 2 }")
    const task = await live.run(
      "// @task readTrain\nconsole.log('reading')\nconsole.warn('slowly')\nconst train = Array.from({ length: base.n }, (_, i) => i)\ntrain.length",
    )
    expect(task).toMatchObject({ stdout: "reading\n", stderr: "slowly\n", shown: ["20"], result: undefined })
    expect(await live.results("half()", "train.push(7); train.length", "train.length")).toEqual(["10", "21", "21"])
    // A task gets the result as it is stored.
    expect((await live.run("// @task count\nconst count = train.length\nconsole.log(count)")).stdout).toBe("20\n")
    expect(await live.results("count + 1")).toEqual(["21"])
    using store = openStore(live.folder)
    expect(store.runs().map(({ flow, state }) => `${flow} ${state}`)).toEqual(["live completed", "live completed"])
  })

  test("get what a person sees: counters, changed objects, values that other cells computed", async () => {
    await using live = new TestLiveNotebook()
    await live.results(
      "let n = 0\nconst list = [1]\nlet evaluated = 0",
      "n += 5",
      "list.push(2)",
      "evaluated += 1\nconst late = n + 1",
    )
    const { stdout } = await live.run(
      "// @task t\nconst sum = [n, list.length, late, evaluated].join()\nconsole.log(sum)",
    )
    expect(stdout).toBe("5,2,6,1\n")
    await live.run("n += 1")
    expect(
      (await live.run("// @task t\nconst sum = [n, list.length, late, evaluated].join()\nconsole.log(sum)")).stdout,
    ).toBe("6,2,6,1\n")
    expect(await live.results("evaluated")).toEqual(["1"])
  })

  test("aren't run again since another task has looked at what they use", async () => {
    await using live = new TestLiveNotebook()
    await live.results(
      "const known = new Map()\nfunction remember(key) { known.set(key, key); return known.get(key) }",
      "remember(1)",
      "// @task first\nconst one = remember(2); console.log('first runs')",
      "// @task second\nconst two = known.has(1); console.log('second runs')",
    )
    expect((await live.run("// @task third\nconst three = [one, two]; console.log(three)")).stdout).toBe(
      "[ 2, true ]\n",
    )
  })

  test("come from the cache, also in the next kernel, and show what they showed then", async () => {
    await using live = new TestLiveNotebook()
    const cells = ["const n = 3", "// @task slow\nconsole.log('working')\nconst big = n * 100", "big"]
    expect(await live.results(...cells)).toEqual([undefined, undefined, "300"])
    await using next = new TestLiveNotebook(live.folder)
    await next.run(cells[0] ?? "")
    const again = await next.run(cells[1] ?? "")
    expect(again).toMatchObject({ stdout: "working\n", shown: [] })
    expect(await next.results("big")).toEqual(["300"])
    await next.run("const n = 4")
    expect((await next.run(cells[1] ?? "")).stdout).toBe("working\n")
    expect(await next.results("big")).toEqual(["400"])
  })

  test("show of elements that come from the cache what these showed, wherever they were in the list", async () => {
    await using live = new TestLiveNotebook()
    const task = '// @task each for="n of list"\nconsole.log("made", n)\nconst made = n'
    await live.results("const list = [1, 2]", task)
    await live.run("const list = [2, 3]")
    const { stdout } = await live.run(task)
    expect(stdout.split("\n").toSorted()).toEqual(["", "[each[0]] made 2", "[each[1]] made 3"])
  })

  test("say where their results come from when the run that gave them isn't in the history any more", async () => {
    await using live = new TestLiveNotebook()
    await live.results("// @task t\nconsole.log('once')\nconst a = 1")
    using store = openStore(live.folder)
    for (const { id } of store.runs()) store.deleteRun(id)
    const { stdout, shown } = await live.run("// @task t\nconsole.log('once')\nconst a = 1")
    expect(stdout).toBe("")
    expect(shown).toEqual([expect.stringMatching(/^t cached from run \w+, just now$/)])
  })

  test("run what they need first, but a task without cache only when a person runs it", async () => {
    await using live = new TestLiveNotebook()
    await live.results("// @task once cache=off\nconsole.log('once')\nconst a = Date.now()", "const before = a")
    await live.results("// @task kept\nconst b = 2")
    const { shown, stdout } = await live.run("// @task sum after=kept\nconst c = a")
    expect(stdout).toBe("")
    expect(shown).toEqual([expect.stringMatching(/^kept cached from run/)])
    expect(await live.results("c === before")).toEqual(["true"])
    // What changed above is brought up to date below.
    await live.run("const k = 1")
    await live.run("// @task up\nconsole.log('up', k)\nconst u = k")
    await live.run("const k = 2")
    const down = await live.run("// @task down\nconst d = u")
    expect(down.stdout).toBe("[up] up 2\n")
    expect(await live.results("[u, d].join()")).toEqual(["'2,2'"])
  })

  test("are retried, and say so; a failure shows the cell's own lines", async () => {
    await using live = new TestLiveNotebook()
    await live.run("import { existsSync, writeFileSync } from 'node:fs'")
    const flaky = await live.run(
      "// @task flaky retries=2 retryDelay=1ms\nif (!existsSync('tried')) {\n  writeFileSync('tried', '')\n  throw new Error('first time')\n}\nconst ok = 1",
    )
    expect(flaky.stderr).toMatch(/^flaky attempt 1 failed, the next one starts in \d+ ms: Error: first time\n$/)
    expect(flaky.end.kind).toBe("completed")
    const { end, result } = await live.run(
      "// @task broken\nfunction fail(): never {\n  throw new TypeError('never works')\n}\nconst x = fail()",
    )
    expect(result).toBe("TypeError: never works")
    expect(traceback(end)).toContain("  > 3 |   throw new TypeError('never works')")
    expect(traceback(end)).toMatch(/at fail \(In \[3\]:3:9\)\n[^]*\n\s+at In \[3\]:5:11$/)
    const reader = await live.run("// @task reader\nconst y = x")
    expect(traceback(reader.end)).toMatch(/^The task 'broken', which 'reader' needs, failed:\nTypeError: never works/)
    expect((await live.run("x")).result).toBe(
      "CellProblem: In [5]:1:1: 'x' is a result of the task 'broken' (In [3]), which hasn't completed. Run that cell first",
    )
  })

  test("take for=, when=, after=, progress, displays and artifacts", async () => {
    await using live = new TestLiveNotebook()
    await live.run("const months = ['jan', 'feb']\nconst deploy = false")
    const each = await live.run(`// @task month for="m of months"\nprogress(1, 2, m)\nconst length = m.length`)
    expect(each.shown).toEqual([
      expect.stringContaining("month[0] ███████████████░░░░░░░░░░░░░░░ 1/2 jan"),
      expect.stringContaining("month[1] ███████████████░░░░░░░░░░░░░░░ 1/2 feb"),
    ])
    expect(await live.results("length.join()")).toEqual(["'3,3'"])
    const skipped = await live.run(`// @task publish when=deploy\nconst url = 'x'`)
    expect(skipped).toMatchObject({ shown: ["publish skipped: when: deploy is false"], end: { kind: "completed" } })
    const rich = await live.run(
      "// @task rich\nconst handle = display(html`<b>one</b>`)\nhandle.update(html`<b>two</b>`)\nartifact.table([{ a: 1 }])\nartifact.link('https://example.org', 'there')",
    )
    expect(rich.outputs.map((output) => [output.kind, "data" in output ? output.data["text/html"] : ""])).toEqual([
      ["display", "<b>one</b>"],
      ["update", "<b>two</b>"],
      ["display", expect.stringMatching(/<td[^>]*>1<\/td>[^]*1 row × 1 column/)],
      ["display", `<a href="https://example.org">there</a>`],
    ])
  })

  test("run other notebooks as subflows, and so do plain cells", async () => {
    await using live = new TestLiveNotebook()
    live.write("child.tsnb", "// %%\n// @parameters\nconst n = 1\n\n// %%\n// @task inner\nconst squared = n * n\n")
    await live.run("// @task outer\nconst { squared } = await subflow('child.tsnb', { n: 4 })\nconst own = squared")
    expect(await live.results("own", "(await subflow('child.tsnb', { n: 5 })).squared")).toEqual(["16", "25"])
  })

  test("hand over their functions and classes, and values of classes of other cells", async () => {
    await using live = new TestLiveNotebook()
    await live.run(
      "class Point {\n  constructor(readonly x: number) {}\n  double() { return this.x * 2 }\n  [Symbol.for('tsnb.store')]() { return this.x }\n  static [Symbol.for('tsnb.revive')](x: number) { return new Point(x) }\n}",
    )
    await live.run(
      "// @task make\nfunction helper() { return 'help' }\nclass Own { own = 1 }\nconst p = new Point(4)\nconst o = new Own()",
    )
    expect(await live.results("p.double()", "p instanceof Point", "helper()", "new Own().own", "o")).toEqual([
      "8",
      "true",
      "'help'",
      "1",
      expect.stringMatching(
        /^CellProblem: In \[7\]:1:1: The value 'o' can't be stored: it is an instance of the class Own/,
      ),
    ])
  })

  test("an interrupt ends the attempt, and everything stays", async () => {
    await using live = new TestLiveNotebook()
    await live.run("const a = 1")
    const stopped = live.run("// @task busy\nconsole.log('busy')\nfor (;;) {}", {
      onOutput: () => live.notebook.interrupt(),
    })
    expect((await stopped).result).toBe("Interrupted: The task 'busy' was interrupted")
    expect(await live.results("a", "// @task quick\nconst q = a", "q")).toEqual(["1", undefined, "1"])
    using store = openStore(live.folder)
    expect(store.runs().map(({ state }) => state)).toEqual(["completed", "cancelled"])
  })

  test("the end of the kernel cancels the attempt, so that no run stays running", async () => {
    const live = new TestLiveNotebook()
    const folder = live.folder
    const printed = Promise.withResolvers<void>()
    const run = live.run("// @task busy\nconsole.log('busy')\nfor (;;) {}", { onOutput: () => printed.resolve() })
    await printed.promise
    await live.notebook.close()
    expect((await run).end.kind).toBe("failed")
    {
      using store = openStore(folder)
      expect(store.runs().map(({ state }) => state)).toEqual(["cancelled"])
    }
    await live[Symbol.asyncDispose]()
  })

  test("values of tasks can't be assigned to from plain cells", async () => {
    await using live = new TestLiveNotebook()
    expect(await live.results("// @task t\nlet a = 1", "a = 2", "a")).toEqual([
      undefined,
      "CellProblem: In [2]:1:1: 'a' is a result of the task 't' (In [1]), and stays as the task gave it. Give the new value a name of its own",
      "1",
    ])
  })

  test("a session that died is started anew, and gets tasks' results again", async () => {
    await using live = new TestLiveNotebook()
    await live.results("// @task t\nconst a = [1, 2, 3]", "a.length")
    const { end } = await live.run("process.exit(3)")
    expect(end.kind === "failed" && end.error.name).toBe("SessionDied")
    expect(await live.results("a.length")).toEqual(["3"])
  })

  test("expressions are evaluated after plain cells and task cells alike", async () => {
    await using live = new TestLiveNotebook()
    const { end } = await live.run("// @task t\nconst a = 5", { expressions: { twice: "a * 2", wrong: "nothing.x" } })
    expect(end).toMatchObject({
      kind: "completed",
      expressions: { twice: { kind: "completed", data: { "text/plain": "10" } }, wrong: { kind: "failed" } },
    })
  })
})

describe("hostile cells", () => {
  test("a task that prints 20,000 lines loses none, and keeps their order", async () => {
    await using live = new TestLiveNotebook()
    const { stdout } = await live.run("// @task t\nfor (let i = 0; i < 20_000; i++) console.log(i)\nconst a = 1")
    expect(stdout).toBe(Array.from({ length: 20_000 }, (_, index) => `${index}\n`).join(""))
  })

  test("a task whose process dies is reported on its cell, and the next one runs", async () => {
    await using live = new TestLiveNotebook()
    const { end } = await live.run(
      "// @task t\nprocess.kill(process.pid, 'SIGKILL')\nconst a = await new Promise(() => {})",
    )
    expect(end.kind === "failed" && end.error.name).toBe("ProcessDied")
    expect(await live.results("// @task t\nconst a = 1", "a")).toEqual([undefined, "1"])
  })

  test("tasks that wait for each other are told, and don't stand in others' way", async () => {
    await using live = new TestLiveNotebook()
    await live.run("// @task a\nconst x = typeof y === 'undefined' ? 0 : y")
    const { result } = await live.run("// @task b\nconst y = x + 1")
    expect(result).toMatch(/^CellProblem: In \[1\]:1:1: Cycle: a → b → a/)
    expect(await live.results("// @task c\nconst z = 1", "z")).toEqual([undefined, "1"])
  })

  test("what is thrown may be anything", async () => {
    await using live = new TestLiveNotebook()
    expect(
      await live.results(
        "// @task t\nthrow null",
        "// @task t\nthrow new Proxy({}, { get() { throw 1 } })",
        "// @task\nconst __proto__ = { a: 1 }",
        "__proto__.a",
      ),
    ).toEqual(["Thrown: null", expect.stringMatching(/^Thrown: /), undefined, "1"])
  })

  test("a store that can't be written is an error of the cell; plain cells run", async () => {
    await using live = new TestLiveNotebook()
    live.write(".tsnb", "a file in the store's place")
    const { result } = await live.run("// @task t\nconst a = 1")
    expect(result).toMatch(/^StoreElsewhereError: .* is not a folder/)
    expect(await live.results("1 + 1")).toEqual(["2"])
  })
})
