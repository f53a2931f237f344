import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import Database from "better-sqlite3"
import { describe, expect, test } from "vitest"
import { cells, makeFolder, start, tsnb } from "./fixtures/commandLine.ts"

const notebook = cells(
  'import { artifact, log } from "tsnb"\nconst greeting = "hello"',
  "// @parameters\nconst name: string = 'you'",
  "// @task greet\nconst text = greeting + ' ' + name\nconsole.log(text)\nartifact.link('https://example.org', 'more')",
  "// @task fail retries=1 retryDelay=1ms\nlog.warn('about to fail')\nconst never = text.length\nthrow new RangeError('not today')",
  "// @task after\nconst last = never",
)

describe("after a run that failed", () => {
  test("runs, show and logs tell of it", async () => {
    const folder = makeFolder({ "n.tsnb": notebook })
    expect((await tsnb(folder, "run", "n.tsnb", "-p", "name=me")).code).toBe(1)

    const runs = await tsnb(folder, "runs")
    expect(runs.output).toMatch(
      /^RUN +FLOW +STATE +STARTED +TOOK +NOTEBOOK +PARAMETERS\n\w+ +n +failed +.* +n\.tsnb +name=me\n$/,
    )
    const [run] = JSON.parse((await tsnb(folder, "runs", "n.tsnb", "--json")).output) as { id: string }[]
    expect(run).toMatchObject({ flow: "n", state: "failed", parameters: { name: "me" } })
    const id = run?.id ?? ""

    const shown = await tsnb(folder, "show", id.slice(0, -2))
    expect(shown).toMatchObject({ code: 0, errors: "" })
    expect(shown.output).toMatch(/^state +failed: 1 failed, 1 ran, 1 skipped$/m)
    expect(shown.output).toMatch(/^ +name +"me"$/m)
    expect(shown.output).toMatch(/^✔ +greet +completed +1 .* first run$/m)
    expect(shown.output).toMatch(/^✖ +fail +failed +2 .* RangeError: not today$/m)
    expect(shown.output).toMatch(/^- +after +skipped +fail failed$/m)
    expect(shown.output).toContain("[greet] more: https://example.org")
    expect(shown.output).toMatch(/^fail: RangeError: not today\n +at .*n\.tsnb:19:7/m)

    const json: unknown = JSON.parse((await tsnb(folder, "show", "--json")).output)
    expect(json).toMatchObject({
      id,
      state: "failed",
      tasks: [
        { task: "greet", state: "completed", reason: "first run" },
        { task: "fail", state: "failed", attempt: 2, error: { name: "RangeError" } },
        { task: "after", state: "skipped" },
      ],
      artifacts: [{ task: "greet", artifact: { kind: "link" } }],
    })

    const logs = await tsnb(folder, "logs", id)
    const lines = logs.output.replace(/^\d\d:\d\d:\d\d /gm, "").split("\n")
    expect(lines.filter((line) => !/^\[fail\] +at /.test(line))).toEqual([
      "[greet] hello me",
      "[greet] more: https://example.org",
      "[fail] warn: about to fail",
      "[fail] attempt 1 failed: RangeError: not today",
      "[fail] warn: about to fail",
      "[fail] failed: RangeError: not today",
      "",
    ])
    expect(lines.filter((line) => /^\[fail\] +at .*n\.tsnb:19:7/.test(line))).toHaveLength(2)
    const ofTask = await tsnb(folder, "logs", "--task", "fail", "--json")
    expect(
      ofTask.output
        .trimEnd()
        .split("\n")
        .map((line): unknown => JSON.parse(line)),
    ).toMatchObject([
      { type: "logged", task: "fail", attempt: 1 },
      { type: "taskStateChanged", task: "fail", attempt: 1, state: "retrying", error: { message: "not today" } },
      { type: "logged", task: "fail", attempt: 2 },
      { type: "taskStateChanged", task: "fail", attempt: 2, state: "failed" },
    ])
    const preview = await tsnb(folder, "rerun", "--preview")
    expect(preview.output).toMatch(new RegExp(`^fail +run +it failed in run ${id}$`, "m"))
    const wrong = await tsnb(folder, "logs", "--task", "grete")
    expect(wrong).toMatchObject({ code: 2, output: "" })
    expect(wrong.errors).toContain("Did you mean 'greet'?")
  })
})

describe("a run with a loop and a subflow", () => {
  test("is counted in tasks everywhere, and its subflow's run is listed below it", async () => {
    const folder = makeFolder({
      "main.tsnb": cells(
        'import { subflow } from "tsnb"\nconst days = ["mon", "tue", "wed"]',
        '// @task each for="day of days"\nconst length = day.length',
        "// @task sub\nconst { doubled } = await subflow('./part.tsnb', { n: length[0] })",
        "// @task sum\nconst sum = doubled + length.length",
      ),
      "part.tsnb": cells(
        "// @parameters\nconst n = 1",
        "// @task twice\nconst doubled = n * 2",
        "// @task other\nconst o = 1",
      ),
      "alone.tsnb": cells("// @task a\nconst a = 1"),
    })
    const ended = await tsnb(folder, "run", "main.tsnb")
    expect(ended).toMatchObject({ code: 0 })
    expect(ended.output).toMatch(/flow main started as run \w+ on .*: 3 tasks$/m)
    expect(ended.output).toMatch(/flow part started as run \w+ on .*: 2 tasks, n=\d+$/m)
    expect(ended.output).toMatch(/flow part completed in .*: 2 ran$/m)
    expect(ended.output).toMatch(/completed in .*: 3 ran \(3 elements: 3 ran\)\n$/)
    expect((await tsnb(folder, "show")).output).toMatch(/^state +completed: 3 ran \(3 elements: 3 ran\)$/m)
    expect((await tsnb(folder, "run", "alone.tsnb")).code).toBe(0)
    for (const place of [["main.tsnb"], ["--notebook", "main.tsnb"]]) {
      expect((await tsnb(folder, "runs", ...place)).output).toMatch(/^RUN.*\n\w+ +main .*\n {2}\w+ +part .*\n$/)
    }
    expect((await tsnb(folder, "runs", "main.tsnb", "--limit", "1")).output).toMatch(/main.*\n.*part.*\n$/)
    expect((await tsnb(folder, "runs", "alone.tsnb", "--json")).output).not.toContain("main")
  })
})

test("a run's page counts a loop's elements, and says nothing of none", async () => {
  const folder = makeFolder({
    "n.tsnb": cells(
      '// @task none for="x of []"\nconst a = x',
      '// @task one for="x of [1]"\nconst b = x',
      '// @task two for="x of [1, 2]"\nconst c = x',
    ),
  })
  expect((await tsnb(folder, "run", "n.tsnb")).code).toBe(0)
  const { output } = await tsnb(folder, "show")
  expect(output).toMatch(/^\S* *none .* 0 elements *$/m)
  expect(output).toMatch(/^\S* *one .* 1 element: 1 ran *$/m)
  expect(output).toMatch(/^\S* *two .* 2 elements: 2 ran *$/m)
})

test("why a task ran names those of a cell's names that changed, in the log and on the run's page", async () => {
  const folder = makeFolder({
    "n.tsnb": cells(
      "// @parameters\nconst a = 1\nconst k = 1",
      "// @task z\nconst c = a + k",
      "// @task y\nconst d = k",
    ),
  })
  expect((await tsnb(folder, "run", "n.tsnb")).code).toBe(0)
  const { output } = await tsnb(folder, "run", "n.tsnb", "-p", "a=5")
  expect(output).toMatch(/z running: a changed$/m)
  expect(output).toMatch(/1 ran, 1 cached$/m)
  expect((await tsnb(folder, "show")).output).toMatch(/ z .* a changed *$/m)
})

test("logs of a task of a run without any say that there is none", async () => {
  const folder = makeFolder({ "n.tsnb": cells("const a = 1") })
  expect((await tsnb(folder, "run", "n.tsnb")).code).toBe(0)
  const wrong = await tsnb(folder, "logs", "--task", "a")
  expect(wrong).toMatchObject({ code: 2, output: "" })
  expect(wrong.errors).toMatch(/has no task 'a'\. It has no tasks\.$/m)
})

describe("where runs are looked for", () => {
  test("here and in the folders below, and where the options say", async () => {
    const root = makeFolder()
    for (const name of [".", "one", "two/deep"]) {
      mkdirSync(join(root, name), { recursive: true })
      const file = join(root, name, "n.tsnb")
      writeFileSync(file, cells("// @task a\nconst a = 1"))
      expect((await tsnb(dirname(file), "run", "n.tsnb")).code).toBe(0)
    }
    const all = JSON.parse((await tsnb(root, "runs", "--json")).output) as { id: string; notebook: string }[]
    expect(all.map((run) => run.notebook)).toEqual([
      join(root, "two", "deep", "n.tsnb"),
      join(root, "one", "n.tsnb"),
      join(root, "n.tsnb"),
    ])
    for (const { id } of all) expect((await tsnb(root, "show", id)).output).toContain(id)
    const prefix = all[0]?.id.slice(0, 1) ?? ""
    const ambiguous = await tsnb(root, "show", prefix)
    expect([ambiguous.code, ambiguous.output]).toEqual([2, ""])
    for (const { id } of all) expect(ambiguous.errors).toContain(id)
    const elsewhere = makeFolder()
    for (const place of [
      ["--notebook", join(root, "one", "n.tsnb")],
      ["--store", join(root, "one")],
      ["--store", join(root, "one", ".tsnb")],
    ]) {
      expect((await tsnb(elsewhere, "show", ...place)).output).toContain(all[1]?.id)
    }
    expect(await tsnb(elsewhere, "runs")).toMatchObject({
      code: 0,
      output: expect.stringContaining("There are no runs yet"),
    })
    expect(await tsnb(elsewhere, "runs", "--json")).toMatchObject({ code: 0, output: "[]\n" })
  })
})

describe("among many stores", () => {
  test("one that can't be opened is told of, and the runs of the others are listed", async () => {
    const root = makeFolder()
    for (const name of ["good", "newer"]) {
      mkdirSync(join(root, name))
      writeFileSync(join(root, name, "n.tsnb"), cells("// @task a\nconst a = 1"))
      expect((await tsnb(join(root, name), "run", "n.tsnb")).code).toBe(0)
    }
    {
      const database = new Database(join(root, "newer", ".tsnb", "store.db"))
      database.pragma("user_version = 999")
      database.close()
    }
    const listed = await tsnb(root, "runs", "--json", "--each", "1")
    expect(listed.code).toBe(0)
    expect(JSON.parse(listed.output)).toMatchObject([{ notebook: join(root, "good", "n.tsnb") }])
    expect(listed.errors).toContain("was written by a newer tsnb")
    expect((await tsnb(root, "runs", "--store", "newer")).code).toBe(1)
    for (const command of ["runs", "clean"]) {
      const unread = await tsnb(join(root, "newer"), command)
      expect(unread).toMatchObject({
        code: 1,
        output: "",
        errors: expect.stringContaining("was written by a newer tsnb"),
      })
    }
  })
})

describe("delete", () => {
  test("removes runs by their ids, all that are named or none", async () => {
    const folder = makeFolder({ "n.tsnb": cells("// @task a\nconst a = 1") })
    for (const _ of [1, 2, 3]) expect((await tsnb(folder, "run", "n.tsnb")).code).toBe(0)
    const ids = async (): Promise<string[]> =>
      (JSON.parse((await tsnb(folder, "runs", "--json")).output) as { id: string }[]).map(({ id }) => id)
    const [newest = "", middle = "", oldest = ""] = await ids()
    const wrong = await tsnb(folder, "delete", oldest, "nothing")
    expect(wrong).toMatchObject({ code: 2, output: "" })
    expect(wrong.errors).toContain("There is no run 'nothing'")
    expect(await ids()).toEqual([newest, middle, oldest])
    expect(await tsnb(folder, "delete", oldest, newest)).toMatchObject({
      code: 0,
      output: `Deleted ${oldest}\nDeleted ${newest}\n`,
    })
    expect(await ids()).toEqual([middle])
    expect((await tsnb(folder, "run", "n.tsnb")).output).toContain("cached")
  })

  test("refuses a run that goes on", async () => {
    const folder = makeFolder({ "slow.tsnb": slow })
    const run = start(folder, ["run", "slow.tsnb"], { WAIT: "600000" })
    await run.printed("line 2")
    const refused = await tsnb(folder, "delete", "latest")
    expect(refused).toMatchObject({ code: 2, output: "" })
    expect(refused.errors).toContain("is still in progress")
    run.child.kill("SIGTERM")
    await run.ended
  })
})

const slow = cells(
  "// @task first\nconsole.log('line 1')\nconst a = 1",
  "// @task second\nconsole.log('line 2', a)\nawait new Promise((resolve) => setTimeout(resolve, Number(process.env.WAIT)))\nconsole.log('line 3')\nconst b = 1",
)

describe("logs --follow", () => {
  test("prints what comes, and ends when the run does", async () => {
    const folder = makeFolder({ "slow.tsnb": slow })
    const run = start(folder, ["run", "slow.tsnb"], { WAIT: "1500" })
    await run.printed("line 2")
    const follow = start(folder, ["logs", "--follow"])
    await follow.printed("line 2")
    expect((await run.ended).code).toBe(0)
    const ended = await follow.ended
    expect(ended).toMatchObject({ code: 0, errors: "" })
    expect(ended.output.match(/line \d/g)).toEqual(["line 1", "line 2", "line 3"])
  })

  test("ends when the run's process was killed", async () => {
    const folder = makeFolder({ "slow.tsnb": slow })
    const run = start(folder, ["run", "slow.tsnb"], { WAIT: "600000" })
    await run.printed("line 2")
    const follow = start(folder, ["logs", "--follow"])
    await follow.printed("line 2")
    run.child.kill("SIGKILL")
    const ended = await follow.ended
    expect(ended.code).toBe(0)
    expect(ended.errors).toMatch(/^run \w+ crashed\n$/)
    const runs = await tsnb(folder, "runs", "--json")
    expect(JSON.parse(runs.output)).toMatchObject([{ state: "crashed" }])
  })

  test("ends when nobody reads any more", async () => {
    const folder = makeFolder({ "slow.tsnb": slow })
    const run = start(folder, ["run", "slow.tsnb"], { WAIT: "3000" })
    await run.printed("line 2")
    const follow = start(folder, ["logs", "--follow"])
    await follow.printed("line 2")
    follow.child.stdout.destroy()
    expect(await follow.ended).toMatchObject({ code: 0, errors: "" })
    await run.ended
  })
})

describe("clean", () => {
  test("removes what was kept, after a preview that says so, and tasks run anew", async () => {
    const folder = makeFolder({
      "n.tsnb": cells("// @task first\nconst a = 1", "// @task second\nconst b = a + 1\nconsole.log(b)"),
    })
    await tsnb(folder, "run", "n.tsnb")
    expect((await tsnb(folder, "clean", "n.tsnb", "--task", "second", "--preview")).output).toMatch(
      /^Would remove 1 kept task, 1 result \(\d+ bytes\)$/m,
    )
    expect((await tsnb(folder, "clean", "n.tsnb", "--older-than", "1d")).output).toMatch(/^Removed 0 kept tasks, /)
    const cleaned = await tsnb(folder, "clean", "n.tsnb", "--task", "second", "--json")
    expect(JSON.parse(cleaned.output)).toMatchObject({ entries: 1, going: 0 })
    const unknown = await tsnb(folder, "clean", "--task", "secnd")
    expect(unknown).toMatchObject({ code: 2, output: "" })
    expect(unknown.errors).toContain("There is no task 'secnd'. Did you mean 'second'?")
    const named = await tsnb(folder, "clean", "n.tsnb", "--task", "elsewhere", "--preview")
    expect(named).toMatchObject({ code: 2, output: "" })
    expect(named.errors).toContain("There is no task 'elsewhere' in n.tsnb. There are: first, second.")
    const again = await tsnb(folder, "clean", "n.tsnb", "--task", "second")
    expect(again).toMatchObject({ code: 0, output: expect.stringMatching(/^Removed 0 kept tasks/) })
    const run = await tsnb(folder, "run", "n.tsnb")
    expect(run.output).toMatch(/first.*cached/)
    expect(run.output).toContain("[second] 2")
    expect((await tsnb(folder, "runs")).output.match(/completed/g)).toHaveLength(2)
  })
})
