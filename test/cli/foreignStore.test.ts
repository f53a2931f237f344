import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { storeFile } from "../../kernel/store/places.ts"
import { rawDatabase } from "../store/support.ts"
import { instanceOf, replaceResults } from "../support/evilStore.ts"
import { cells, makeFolder, tsnb } from "./fixtures/commandLine.ts"

test("a store that somebody else made runs nothing, whichever command looks at it", async () => {
  const folder = makeFolder({
    "n.tsnb": cells(
      "// @task load\nconst a = 2\ndisplay('<b>seen</b>', { raw: false })",
      "// @task next\nconst b = a + 1",
    ),
  })
  expect((await tsnb(folder, "run", "n.tsnb")).code).toBe(0)
  const canary = join(folder, "canary")
  const module = `data:text/javascript,${encodeURIComponent(
    `(await import("node:fs")).writeFileSync(${JSON.stringify(canary)}, ""); export class Evil { static [Symbol.for("tsnb.revive")]() {} }`,
  )}`
  replaceResults(storeFile(folder), instanceOf({ module, name: "Evil" }))
  {
    using database = rawDatabase(storeFile(folder))
    const body = JSON.stringify({
      attempt: 1,
      data: { "text/html": "<img src=x onerror=evil()><i>shown</i>", "text/javascript": "evil()" },
    })
    database.database.prepare("UPDATE events SET body = ? WHERE type = 'displayed'").run(body)
  }

  for (const command of [
    ["show"],
    ["show", "--json"],
    ["runs"],
    ["logs"],
    ["convert", "n.tsnb", "n.html", "--run", "latest"],
  ]) {
    const { code, errors } = await tsnb(folder, ...command)
    expect([command, code, errors]).toEqual([command, 0, expect.not.stringContaining("Evil")])
  }
  expect(readFileSync(join(folder, "n.html"), "utf8")).not.toMatch(/onerror|evil\(\)/)
  writeFileSync(
    join(folder, "n.tsnb"),
    cells("// @task load\nconst a = 2\ndisplay('<b>seen</b>', { raw: false })", "// @task next\nconst b = a + 2"),
  )
  const { code, errors, output } = await tsnb(folder, "run", "n.tsnb")
  expect(code).toBe(1)
  expect(output + errors).toMatch(/The stored value of 'a' can't be used: .*the class Evil of "data:text.*don't import/)
  expect(existsSync(canary)).toBe(false)
  expect((await tsnb(folder, "run", "n.tsnb", "--fresh")).code).toBe(0)
})

test("a run of a notebook that isn't beside the store isn't run again", async () => {
  const folder = makeFolder({ "n.tsnb": cells("// @task a\nconst x = 1") })
  expect((await tsnb(folder, "run", "n.tsnb")).code).toBe(0)
  const canary = join(folder, "canary")
  mkdirSync(join(folder, ".tsnb"), { recursive: true })
  writeFileSync(
    join(folder, ".tsnb", "e.tsnb"),
    cells(`// @task a\n(await import("node:fs")).writeFileSync(${JSON.stringify(canary)}, "")`),
  )
  {
    using database = rawDatabase(storeFile(folder))
    database.run("UPDATE runs SET notebook = '.tsnb/e.tsnb'")
  }
  for (const command of ["rerun", "show", "runs"]) {
    const { code, errors } = await tsnb(folder, command)
    expect([command, code]).toEqual([command, 1])
    expect(errors).toMatch(
      /store\.db is damaged: run \w+ is said to be of "\.tsnb\/e\.tsnb", which is no notebook beside it\. Move .*\.tsnb aside/,
    )
  }
  expect(existsSync(canary)).toBe(false)
})

test("a secret parameter is shown by no command, and a rerun takes it anew", async () => {
  const folder = makeFolder({
    "n.tsnb": cells(
      `// @parameters\n/** @secret */\nconst token = ""`,
      "// @task a\nconsole.log('with', token)\nconst x = token.length",
    ),
  })
  const first = await tsnb(folder, "run", "n.tsnb", "-p", "token=horse-staple")
  expect([first.code, first.output + first.errors]).toEqual([0, expect.not.stringContaining("horse")])
  for (const command of [["runs", "--json"], ["show"], ["show", "--json"], ["logs"]]) {
    const { output, errors } = await tsnb(folder, ...command)
    expect(output).toContain("(secret)")
    expect(output + errors).not.toContain("horse")
  }
  const refused = await tsnb(folder, "rerun")
  expect(refused.code).toBe(2)
  expect(refused.errors).toContain("The parameter 'token' is secret, so no run's record has its value: give it again")
  const again = await tsnb(folder, "rerun", "-p", "token=horse-staple")
  expect([again.code, again.output]).toEqual([0, expect.stringMatching(/cached/)])
})
