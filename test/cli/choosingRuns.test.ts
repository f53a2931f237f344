import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { rawDatabase } from "../store/support.ts"
import { cells, makeFolder, tsnb, type Ended } from "./fixtures/commandLine.ts"

const said = (text: string): string => cells(`// @task say\nconsole.log("${text}")`)

function runsIn(ended: Ended): readonly { id: string; notebook: string }[] {
  return JSON.parse(ended.output) as { id: string; notebook: string }[]
}

describe("a notebook in the place of a run", () => {
  test("means its latest run, and so does --notebook", async () => {
    const folder = makeFolder({ "one.tsnb": said("first"), "two.tsnb": said("second") })
    await tsnb(folder, "run", "one.tsnb")
    await tsnb(folder, "run", "two.tsnb")
    expect((await tsnb(folder, "logs", "one.tsnb")).output).toContain("first")
    for (const args of [["one.tsnb"], ["--notebook", "one.tsnb"]]) {
      expect((await tsnb(folder, "show", ...args)).output).toMatch(/notebook +one\.tsnb/)
      expect((await tsnb(folder, "rerun", ...args)).output).toMatch(/flow one started/)
      await tsnb(folder, "run", "two.tsnb")
    }
    expect((await tsnb(folder, "logs")).output).not.toContain("first")
  })
})

describe("runs that are deleted by age or number", () => {
  test("are those that were asked for, and a preview deletes nothing", async () => {
    const folder = makeFolder({ "one.tsnb": said("first"), "two.tsnb": said("second"), "bad.tsnb": said('" + x + "') })
    for (const name of ["one.tsnb", "one.tsnb", "two.tsnb", "bad.tsnb"]) await tsnb(folder, "run", name)
    const list = async (...args: readonly string[]): Promise<readonly string[]> =>
      runsIn(await tsnb(folder, "runs", "--json", ...args)).map(({ notebook }) => notebook.slice(folder.length + 1))
    expect(await list("--state", "failed")).toEqual(["bad.tsnb"])
    {
      using raw = rawDatabase(join(folder, ".tsnb", "store.db"))
      raw.run("UPDATE runs SET started_at = started_at - 864e5 * 100 WHERE notebook = 'two.tsnb'")
    }
    const preview = await tsnb(folder, "delete", "--older-than", "90d", "--preview")
    expect(preview).toMatchObject({ code: 0, output: expect.stringMatching(/^Would delete \w+\n$/) as string })
    expect(await list()).toHaveLength(4)
    expect((await tsnb(folder, "delete", "--older-than", "90d", "--keep", "1")).output).toMatch(/No run is to be/)
    const pin = (pinned: 0 | 1): void => {
      using raw = rawDatabase(join(folder, ".tsnb", "store.db"))
      raw.run(`UPDATE runs SET pinned = ${pinned} WHERE notebook = 'two.tsnb'`)
    }
    pin(1)
    expect((await tsnb(folder, "delete", "--older-than", "90d")).output).toMatch(/No run is to be/)
    pin(0)
    expect((await tsnb(folder, "delete", "--older-than", "90d")).output).toMatch(/^Deleted \w+\n$/)
    expect((await tsnb(folder, "delete", "--older-than", "90d")).code).toBe(0)
    expect((await tsnb(folder, "delete", "one.tsnb", "--keep", "1")).output).toMatch(/^Deleted \w+\n$/)
    expect(await list()).toEqual(["bad.tsnb", "one.tsnb"])
    for (const args of [[], ["one.tsnb"], ["mabc", "--keep", "1"]])
      expect((await tsnb(folder, "delete", ...args)).code).toBe(2)
  })
})

test("odd columns of a store are told as damage, and runs that are below themselves are listed", async () => {
  const folder = makeFolder({ "n.tsnb": said("first") })
  await tsnb(folder, "run", "n.tsnb")
  {
    using raw = rawDatabase(join(folder, ".tsnb", "store.db"))
    raw.run("UPDATE runs SET parent = id")
  }
  expect((await tsnb(folder, "runs")).output).toMatch(/n\.tsnb/)
  {
    using raw = rawDatabase(join(folder, ".tsnb", "store.db"))
    raw.run("UPDATE runs SET parent = NULL; UPDATE events SET task = x'00ff00ff'")
  }
  expect((await tsnb(folder, "convert", "n.tsnb", "o.html")).errors).toMatch(/is damaged: event \d+ of run/)
})

test("a run's first line has its day and its parameters", async () => {
  const folder = makeFolder({
    "n.tsnb": cells("// @parameters\nconst year = 2023\nconst name = 'a b'", "// @task a\nyear"),
  })
  const ended = await tsnb(folder, "run", "n.tsnb", "-p", "year=2024")
  expect(ended.output).toMatch(/ on \d{4}-\d\d-\d\d: 1 task, year=2024 name="a b"\n/)
})

test("what can't be asked for together is refused", async () => {
  const list = "// @parameters\nconst list: number[] = [1]"
  const folder = makeFolder({ "n.tsnb": cells(list, "// @task a\nconst x = 1", "// @task slow\nconst y = 1") })
  const both = await tsnb(folder, "run", "n.tsnb", "--only", "a", "--from", "slow")
  expect(both).toMatchObject({ code: 2, errors: expect.stringMatching(/Nothing can run from 'slow' on/) as string })
  expect(await tsnb(folder, "run", "n.tsnb", "-p", "list=[1e999]")).toMatchObject({ code: 2 })
})
