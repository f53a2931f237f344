import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { TestNotebook } from "../support/flow.ts"

const cities = `const cities = ["Bern", "Oslo", "Rome"]`
const some = `// @task fetched for="city of cities" failures=keep
if (city === "Oslo") throw new Error("no answer from " + city)
const length = city.length, letters = [...city]`

/** Asks each city; one of them doesn't answer until there is a file `up`. */
const asked = `// @task fetched for="city of cities" failures=keep retries=1 retryDelay=1ms
import { existsSync } from "node:fs"
if (city === "Oslo" && !existsSync("up")) throw new Error("down")
const length = city.length`

describe("failures=keep", () => {
  test("readers see undefined in the place of a failed element, and the run completes and says so", async () => {
    using notebook = new TestNotebook(cities, some, `// @task all\nconsole.log(length, letters.map((one) => one?.[0]))`)
    const run = await notebook.run()
    expect(run.state).toBe("completed")
    expect(run.states).toMatchObject({
      fetched: "completed",
      "fetched[0]": "completed",
      "fetched[1]": "failed",
      all: "completed",
    })
    expect(run.log).toEqual(["all: [ 4, undefined, 4 ] [ 'B', undefined, 'R' ]"])
    const reasons = run.events.flatMap((event) => (event.type === "taskStateChanged" ? (event.reason ?? []) : []))
    expect(reasons).toContain("1 of 3 elements failed, which failures=keep allows")
    expect(run.events).toContainEqual(
      expect.objectContaining({ task: "fetched", element: 1, state: "failed", isAllowed: true }),
    )
  })

  test("the next run tries the failed element again, and readers go by what it gives then", async () => {
    using notebook = new TestNotebook(
      cities,
      asked,
      `// @task all\nconst total = length.map((n) => n ?? 0)\nconsole.log(total)`,
    )
    const first = await notebook.run()
    expect(first.ran.filter((label) => label === "fetched[1]")).toHaveLength(2)
    const second = await notebook.run()
    expect(second.ran).toEqual(["fetched[1]", "fetched[1]"])
    expect(second.states).toMatchObject({ fetched: "completed", all: "cached" })
    writeFileSync(join(notebook.folder, "up"), "")
    const third = await notebook.run()
    expect(third.ran).toEqual(["fetched[1]", "all"])
    expect(third.log).toEqual(["all: [ 4, 4, 4 ]"])
  })

  test("all may fail, and a flow that stops at failures goes on", async () => {
    using notebook = new TestNotebook(
      `// @flow onFailure=stop`,
      `// @task each for="x of [1, 2]" failures=keep\nthrow new Error("no")\nconst y = x`,
      `// @task all\nconsole.log(y)`,
    )
    const run = await notebook.run()
    expect(run.state).toBe("completed")
    expect(run.log).toEqual(["all: [ undefined, undefined ]"])
  })

  test("the error of a flow's failure isn't that of an element that was allowed to fail", async () => {
    using notebook = new TestNotebook(
      cities,
      some,
      `// @task broken after=fetched\nthrow new Error("really")`,
      `// @on failure\nconsole.log(run.error.message)`,
    )
    expect((await notebook.run()).log).toEqual([expect.stringMatching(/: really$/)])
  })

  test("without for= it is a problem, and so is label=", async () => {
    using notebook = new TestNotebook(`// @task a failures=keep label="x"\nconst a = 1`)
    await expect(notebook.run()).rejects.toThrow(/failures= says something about the elements of a task with for=/)
  })
})

describe("upstream=", () => {
  const failing = `// @task bad\nif (Date.now() > 0) throw new Error("bad luck")\nconst bad = 1`
  const skipped = `// @task off when="false"\nconst off = 2`
  const fine = `// @task good\nconst good = 3`

  test.for([
    ["allDone", "bad, off, good", "undefined undefined 3"],
    ["oneSucceeded", "bad, off, good", "undefined undefined 3"],
    ["noneFailed", "off, good", "undefined 3"],
    ["noneFailed", "off", "undefined"],
    ["allDone", "bad", "undefined"],
  ] as const)("%s of %s runs", async ([rule, names, printed]) => {
    using notebook = new TestNotebook(failing, skipped, fine, `// @task join upstream=${rule}\nconsole.log(${names})`)
    const run = await notebook.run()
    expect(run.states["join"]).toBe("completed")
    expect(run.log).toEqual([`join: ${printed}`])
    expect(run.state).toBe("failed")
  })

  test.for([
    ["allSucceeded", "off, good", "off was skipped"],
    ["noneFailed", "bad, good", "bad failed"],
    ["oneSucceeded", "bad, off", "none of bad, off succeeded"],
  ] as const)("%s of %s is skipped", async ([rule, names, reason]) => {
    using notebook = new TestNotebook(failing, skipped, fine, `// @task join upstream=${rule}\nconsole.log(${names})`)
    const run = await notebook.run()
    expect(run.states["join"]).toBe("skipped")
    expect(run.events).toContainEqual(expect.objectContaining({ task: "join", state: "skipped", reason }))
  })

  test("what was skipped since another failed counts as failed, however far away that was", async () => {
    using notebook = new TestNotebook(
      failing,
      `// @task middle\nconst middle = bad + 1`,
      `// @task none upstream=noneFailed\nconsole.log(middle)`,
      `// @task later after=middle\nconsole.log("later")`,
      `// @task done upstream=allDone\nconsole.log(middle)`,
    )
    const run = await notebook.run()
    expect(run.states).toMatchObject({ middle: "skipped", none: "skipped", later: "skipped", done: "completed" })
    expect(run.log).toEqual(["done: undefined"])
  })

  test("branches of when= are joined", async () => {
    using notebook = new TestNotebook(
      `// @parameters\nconst large = true`,
      `// @task big when="large"\nconst big = "big"`,
      `// @task small when="!large"\nconst small = "small"`,
      `// @task joined upstream=oneSucceeded\nconst size = big ?? small\nconsole.log(size)`,
    )
    const first = await notebook.run()
    expect(first.state).toBe("completed")
    expect(first.log).toEqual(["joined: big"])
    const second = await notebook.run({ parameters: { large: "false" } })
    expect(second.log).toEqual(["joined: small"])
    expect((await notebook.run()).states).toMatchObject({ big: "cached", small: "skipped", joined: "cached" })
  })

  test("what plain cells would have made of a missing result is undefined, and functions see it so", async () => {
    using notebook = new TestNotebook(
      failing,
      `const doubled = bad.toFixed(2)\nconst connection = { of: bad.toFixed(1), close() {} }`,
      `const literal = bad + 1, three = 3, arrow = () => bad`,
      `function told() { return typeof bad }`,
      `// @task join upstream=allDone\nconsole.log(doubled, connection, told(), literal, arrow)`,
    )
    const run = await notebook.run()
    expect(run.log).toEqual(["join: undefined undefined undefined undefined undefined"])
  })

  test("a name that tsnb has too is undefined like any other", async () => {
    using notebook = new TestNotebook(
      `// @task bad\nif (Date.now() > 0) throw new Error("bad luck")\nconst log = 1`,
      `// @task join upstream=allDone when="log === undefined"\nconsole.log(typeof log)`,
    )
    expect((await notebook.run()).log).toEqual(["join: undefined"])
  })

  test("a preview knows it", async () => {
    using notebook = new TestNotebook(skipped, fine, `// @task join upstream=noneFailed\nconst sum = (off ?? 0) + good`)
    await notebook.run()
    const planned = await notebook.preview()
    expect(planned.map(({ task, plan }) => `${task} ${plan}`)).toEqual(["off skip", "good cached", "join cached"])
  })

  test("for= over what isn't there fails as a script would", async () => {
    using notebook = new TestNotebook(failing, `// @task each for="x of bad" upstream=allDone\nconst y = x`)
    expect((await notebook.run()).errors["each"]).toMatch(/needs a list/)
  })
})
