import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { cancelNote } from "../../kernel/cli/signals.ts"
import { cells, makeFolder, start, tsnb } from "./fixtures/commandLine.ts"

const small = cells(
  "// @parameters\n/** How often */\nconst times = 2\nconst word: string = 'ho'\nconst list: [string, number] = ['a', 1]",
  "// @task shout\nconst text = word.repeat(times)\nconsole.log(text)",
  "// @task measure\nconst size = text.length",
)

describe("run", () => {
  test("prints a line a fact and exits with 0; what hasn't changed is cached the second time", async () => {
    const folder = makeFolder({ "small.tsnb": small })
    const first = await tsnb(folder, "run", "small.tsnb")
    expect(first).toMatchObject({ code: 0, errors: "" })
    expect(first.output).toContain("[shout] hoho\n")
    expect(first.output).toMatch(/completed in .*: 2 ran\n$/)
    const second = await tsnb(folder, "run", "small.tsnb")
    expect(second.output).toMatch(/completed in .*: 2 cached\n$/)
    const fresh = await tsnb(folder, "run", "small.tsnb", "--fresh")
    expect(fresh.output).toMatch(/completed in .*: 2 ran\n$/)
  })

  test.for([
    [["-p", "times=3"], "[shout] hohoho\n"],
    [["-p", "word="], "[shout]\n"],
    [["-p", "word=a=b"], "[shout] a=ba=b\n"],
    [["--parameter", "word=x", "-p", "times=1"], "[shout] x\n"],
  ] as const)("with %j", async ([args, line]) => {
    const ended = await tsnb(makeFolder({ "small.tsnb": small }), "run", "small.tsnb", ...args)
    expect(ended).toMatchObject({ code: 0, errors: "" })
    expect(ended.output).toContain(line)
  })

  test("--json prints one event a line and nothing else", async () => {
    const ended = await tsnb(makeFolder({ "small.tsnb": small }), "run", "small.tsnb", "--json")
    const events = ended.output
      .trimEnd()
      .split("\n")
      .map((line): unknown => JSON.parse(line))
    expect(events[0]).toMatchObject({ type: "flowStarted", flow: "small", parameters: { times: 2, word: "ho" } })
    expect(events.at(-1)).toMatchObject({ type: "flowStateChanged", state: "completed" })
    expect(ended).toMatchObject({ code: 0, errors: "" })
  })

  test("--quiet prints values alone, and for people what fails and the end", async () => {
    const notebook = cells(
      "// @task good\nconsole.log('log')\nconst a = 1\ndisplay('shown')\n;[a, 2]",
      "// @task bad\nconsole.warn('warning')\nthrow new Error('no ' + a)",
    )
    const folder = makeFolder({ "n.tsnb": notebook, "small.tsnb": small })
    const ended = await tsnb(folder, "run", "n.tsnb", "--quiet")
    expect(ended).toMatchObject({ code: 1, output: "shown\n[ 1, 2 ]\n" })
    expect(ended.errors).toMatch(/^bad failed: Error: no 1\n +at n\.tsnb:.*\nfailed in .*: 1 failed, 1 ran\n$/)
    const good = await tsnb(folder, "run", "small.tsnb", "-q")
    expect(good).toMatchObject({ code: 0, output: "" })
    expect(good.errors).toMatch(/^completed in .*: 2 ran\n$/)
    expect((await tsnb(folder, "rerun", "-q")).errors).toMatch(/^completed in .*: 2 cached\n$/)
    expect(await tsnb(folder, "run", "small.tsnb", "-q", "--json")).toMatchObject({ code: 2, output: "" })
  })

  test("--only runs a task and what it needs", async () => {
    const folder = makeFolder({ "small.tsnb": small })
    const ended = await tsnb(folder, "run", "small.tsnb", "--only", "shout")
    expect(ended.output).toMatch(/: 1 ran\n$/)
    const from = await tsnb(folder, "run", "small.tsnb", "--from", "measure")
    expect(from.output).toMatch(/: 1 ran, 1 cached\n$/)
  })

  test("a failure exits with 1 and says where", async () => {
    const folder = makeFolder({ "bad.tsnb": cells("// @task fails\nconst a = 1\nthrow new TypeError('no ' + a)") })
    const ended = await tsnb(folder, "run", "bad.tsnb")
    expect(ended.code).toBe(1)
    expect(ended.output).toContain("TypeError: no 1")
    expect(ended.output).toMatch(/bad\.tsnb:4:7/)
  })

  test("a notebook without tasks completes", async () => {
    const ended = await tsnb(makeFolder({ "plain.tsnb": cells("const a = 1") }), "run", "plain.tsnb")
    expect(ended).toMatchObject({ code: 0, errors: "" })
  })

  test("a notebook in another folder runs there", async () => {
    const folder = makeFolder({ "here.tsnb": cells("// @task where\nconsole.log(process.cwd())") })
    const ended = await tsnb(makeFolder(), "run", join(folder, "here.tsnb"))
    expect(ended.output).toContain(folder)
    expect(existsSync(join(folder, ".tsnb", "store.db"))).toBe(true)
  })
})

describe("wrong use exits with 2 and runs nothing", () => {
  test.for([
    [["rnu", "small.tsnb"], "Did you mean run?"],
    [["run", "small.tsnb", "--frehs"], "Did you mean --fresh?"],
    [["small.tsnb"], "`tsnb run small.tsnb`"],
    [["run"], "missing required argument 'notebook'"],
    [["run", "smal.tsnb"], "Did you mean small.tsnb?"],
    [["run", "nowhere/x.tsnb"], "There is no notebook nowhere/x.tsnb"],
    [["check", "notebooks/"], "There is no file or folder 'notebooks/'."],
    [["run", "."], "is a folder, not a notebook"],
    [["run", "small.tsnb", "-p", "times"], "name=value"],
    [["run", "small.tsnb", "-p", "tims=3"], "tims"],
    [["run", "small.tsnb", "-p", "times=many"], "times"],
    [["run", "small.tsnb", "-p", "list=b,2"], 'takes a list (as JSON, such as ["a",1])'],
    [["run", "small.tsnb", "--concurrency", "0"], "whole number from 1"],
    [["run", "small.tsnb", "--only", "shuot"], "shout"],
    [["run", "small.tsnb", "--from", "nothing"], "nothing"],
    [["graph", "small.tsnb", "--format", "dot"], "text, mermaid, json"],
    [["show"], "There are no runs"],
    [["show", "abc"], "--notebook FILE"],
    [["logs", "--store", "nowhere"], "Nothing was run in nowhere"],
    [["rerun", "abc"], "There is no run 'abc'"],
    [[], "Usage: tsnb"],
  ] as const)("%j", async ([args, message]) => {
    const folder = makeFolder({ "small.tsnb": small })
    const ended = await tsnb(folder, ...args)
    expect(ended.code).toBe(2)
    expect(ended.output).toBe("")
    expect(ended.errors).toContain(message)
    expect(ended.errors).not.toContain("    at ")
    expect(existsSync(join(folder, ".tsnb"))).toBe(false)
  })

  test("a folder, with the notebook in it and not the store beside that", async () => {
    const folder = makeFolder({ "z.tsnb": small })
    mkdirSync(join(folder, ".tsnb"))
    const ended = await tsnb(folder, "run", ".")
    expect(ended).toMatchObject({
      code: 2,
      output: "",
      errors: "tsnb: . is a folder, not a notebook. Did you mean z.tsnb?\n",
    })
  })

  test("a notebook's problems are told with file, line and column", async () => {
    const folder = makeFolder({ "bad.tsnb": cells("const a = 1", "const a = 2", "// @task x retires=3\nconst b = 1") })
    const ended = await tsnb(folder, "run", "bad.tsnb")
    expect(ended).toMatchObject({ code: 2, output: "" })
    expect(ended.errors).toMatch(/^bad\.tsnb:5:7: /m)
    expect(ended.errors).toMatch(/^bad\.tsnb:8:\d+: .*retries/m)
  })
})

describe("help and version", () => {
  test.for(["run", "rerun", "graph", "check", "runs", "show", "logs", "delete", "new"])(
    "%s has help with an example",
    async (name) => {
      const ended = await tsnb(makeFolder(), name, "--help")
      expect(ended).toMatchObject({ code: 0, errors: "" })
      expect(ended.output).toContain(`Usage: tsnb ${name}`)
      expect(ended.output).toContain(`Example:\n  tsnb ${name}`)
    },
  )

  test("the version is that of the package", async () => {
    const manifest: unknown = JSON.parse(readFileSync(join(import.meta.dirname, "..", "..", "package.json"), "utf8"))
    const ended = await tsnb(makeFolder(), "--version")
    expect(manifest).toMatchObject({ version: ended.output.trim() })
  })
})

const endless = cells(
  "// @task quick\nconst a = 1",
  "// @task endless\nconsole.log('it goes on', a)\nfor (;;) await new Promise((resolve) => setTimeout(resolve, 50))\nconst b = 1",
  "// @task last\nconst c = b",
)

// Windows has no signals that one process could send to another without ending it.
describe.skipIf(process.platform === "win32")("signals", () => {
  test.for(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s cancels cleanly", async (signal) => {
    const folder = makeFolder({ "endless.tsnb": endless })
    const running = start(folder, ["run", "endless.tsnb"])
    await running.printed("it goes on")
    running.child.kill(signal)
    const ended = await running.ended
    expect(ended).toMatchObject({ code: 130, signal: null, errors: "" })
    expect(ended.output).toContain(`${cancelNote(signal)}\n`)
    expect(ended.output).toMatch(/cancelled in .*: 1 ran, 2 cancelled/)
    const runs = await tsnb(folder, "runs", "--json")
    expect(JSON.parse(runs.output)).toMatchObject([{ state: "cancelled" }])
  })

  test("with --json the output stays JSON", async () => {
    const running = start(makeFolder({ "endless.tsnb": endless }), ["run", "endless.tsnb", "--json"])
    await running.printed("it goes on")
    running.child.kill("SIGINT")
    const { code, output, errors } = await running.ended
    const events = output
      .trimEnd()
      .split("\n")
      .map((line): unknown => JSON.parse(line))
    expect(events.at(-1)).toMatchObject({ type: "flowStateChanged", state: "cancelled" })
    expect([code, errors]).toEqual([130, "cancelling…, press Ctrl-C again to stop at once\n"])
  })

  test("another signal ends at once, and the next command sees that the run is over", async () => {
    // The hook keeps the cancelled run going, so that there is something to end at once.
    const notebook = `${endless}\n${cells("// @on cancelled\nfor (;;) await new Promise((resolve) => setTimeout(resolve, 50))")}`
    const folder = makeFolder({ "endless.tsnb": notebook })
    const running = start(folder, ["run", "endless.tsnb"])
    await running.printed("it goes on")
    running.child.kill("SIGINT")
    await running.printed("cancelling…")
    running.child.kill("SIGTERM")
    expect(await running.ended).toMatchObject({ code: 130, signal: null })
    const runs = await tsnb(folder, "runs", "--json")
    expect(JSON.parse(runs.output)).toMatchObject([{ state: "crashed" }])
  })
})

describe("a closed output", () => {
  test("doesn't crash the run, which goes on to its end", async () => {
    const folder = makeFolder({
      "small.tsnb": `${small}\n${cells("// @task late\nawait new Promise((r) => setTimeout(r, 200))\nconst d = size")}`,
    })
    const running = start(folder, ["run", "small.tsnb"])
    running.child.stdout.destroy()
    expect(await running.ended).toMatchObject({ code: 0, errors: "" })
    const runs = await tsnb(folder, "runs", "--json")
    expect(JSON.parse(runs.output)).toMatchObject([{ state: "completed" }])
  })
})

test("values that JSON has no word for come whole into the cell, the hooks and the next run", async () => {
  const folder = makeFolder({
    "n.tsnb": cells(
      "// @parameters\nconst big: bigint = 5n\nconst größe: { a: number } = { a: 1 }",
      "// @task show\nconst sum = big + 1n\nconsole.log(sum, größe.a)",
      "// @on success\nconsole.log('hook', run.parameters.big)",
    ),
  })
  const given = ["-p", "big=12345678901234567890", "-p", `${"größe".normalize("NFD")}={"a":2}`]
  const first = await tsnb(folder, "run", "n.tsnb", ...given)
  expect(first).toMatchObject({ code: 0, errors: "" })
  expect(first.output).toContain("[show] 12345678901234567891n 2\n")
  expect(first.output).toContain("hook 12345678901234567890\n")
  const again = await tsnb(folder, "rerun")
  expect(again).toMatchObject({ code: 0, errors: "" })
  expect(again.output).toMatch(/: 1 cached/)
})

describe("rerun", () => {
  test("takes the parameters of the run, and the rest from the cache", async () => {
    const notebook = cells(
      "// @parameters\nconst word: string = 'default'",
      "// @task first\nconst text = word + '!'",
      "// @task second\nconst length = text.length\nif (length < 99) throw new Error('too short: ' + text)",
    )
    const folder = makeFolder({ "n.tsnb": notebook })
    const first = await tsnb(folder, "run", "n.tsnb", "-p", "word=given")
    expect(first.output).toContain("too short: given!")
    const preview = await tsnb(folder, "rerun", "--preview")
    expect(preview).toMatchObject({ code: 0, errors: "" })
    expect(preview.output).toMatch(/^TASK +PLAN +WHY\nfirst +cached .*\nsecond +run /)
    writeFileSync(join(folder, "n.tsnb"), notebook.replace("99", "3"))
    const again = await tsnb(folder, "rerun")
    expect(again.code).toBe(0)
    expect(again.output).toMatch(/: 1 ran, 1 cached\n$/)
    const runs: unknown = JSON.parse((await tsnb(folder, "runs", "--json")).output)
    expect(runs).toMatchObject([{ parameters: { word: "given" } }, { parameters: { word: "given" } }])
    const from = await tsnb(folder, "rerun", "--from", "first")
    expect(from.output).toMatch(/: 2 ran\n$/)
  })
})

test.skipIf(process.platform !== "linux")(
  "a folder for tsnb's own files that can't be made is told of at once",
  async () => {
    const folder = makeFolder({ "n.tsnb": cells("// @task a\nconst a = 1") })
    const environment = { TSNB_DATA_DIR: "/proc/nope", NODE_COMPILE_CACHE: undefined }
    const ended = await start(folder, ["run", "n.tsnb"], environment).ended
    expect(ended).toMatchObject({ code: 2, output: "" })
    expect(ended.errors).toMatch(
      /^tsnb: The folder \/proc\/nope, which the environment variable TSNB_DATA_DIR names, can't /,
    )
    // A cache that can't be had only makes programs start slower.
    const elsewhere = { XDG_CACHE_HOME: "/proc/nope", NODE_COMPILE_CACHE: undefined }
    expect(await start(folder, ["run", "n.tsnb"], elsewhere).ended).toMatchObject({ code: 0 })
  },
)
