import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { TestNotebook, type TestRun } from "../support/flow.ts"

/** What cells use here to wait for each other: `touch("x")` lets go on who does `await seen("x")`. */
const helpers = `import { appendFileSync, existsSync, writeFileSync } from "node:fs"
const touch = (name) => writeFileSync(name, "")
const seen = async (name) => { while (!existsSync(name)) await new Promise((resolve) => setTimeout(resolve, 5)) }`

/** Where in a run's events an element's state was told. */
function at({ events }: TestRun, task: string, element: number, state: string): number {
  const found = events.findIndex(
    (event) =>
      event.type === "taskStateChanged" && event.task === task && event.element === element && event.state === state,
  )
  expect(found, `${task}[${element}] ${state}`).toBeGreaterThanOrEqual(0)
  return found
}

/** What became of a task that ended once. */
function ends({ events }: TestRun, task: string): readonly string[] {
  return events.flatMap((event) =>
    event.type === "taskStateChanged" && event.task === task && event.element === undefined ? event.state : [],
  )
}

test("an element goes on to the second loop before the first loop has ended", async () => {
  using notebook = new TestNotebook(
    `// @flow concurrency=2`,
    helpers,
    // The last element of the first loop ends only when the first one has been through the second.
    `// @task one for="x of [1, 2, 3]"\nif (x === 3) await seen("first")\nconst a = x * 10`,
    `// @task two for="y of a"\nif (y === 10) touch("first")\nconst b = y + 1`,
    `// @task end\nconsole.log(b.join(), a.join())`,
  )
  const run = await notebook.run()
  expect(run.state).toBe("completed")
  expect(run.log).toContain("end: 11,21,31 10,20,30")
  expect(at(run, "two", 0, "running")).toBeLessThan(at(run, "one", 2, "completed"))
  expect(run.events.filter(({ type }) => type === "elementsKnown")).toHaveLength(2)
  expect([ends(run, "one"), ends(run, "two")]).toEqual([["completed"], ["completed"]])
})

/** Three loops in a chain. */
const three = (list: string): readonly string[] => [
  `// @task one for="x of ${list}"\nconst a = { value: x, at: new Date(x) }`,
  `// @task two for="{ value, at } of a"\nconst b = [value + at.getTime(), "b"]`,
  `// @task three for="[number, text] of b"\nconst c = number + text`,
  `// @task end\nconsole.log(c.join())`,
]

test("the elements of three loops are kept, and of a changed list only what changed runs, in all of them", async () => {
  using notebook = new TestNotebook(...three("[1, 2, 3, 4, 5, 6]"))
  const first = await notebook.run()
  expect(first.log).toEqual(["end: 2b,4b,6b,8b,10b,12b"])
  expect((await notebook.run()).ran).toEqual([])
  expect((await notebook.preview()).every(({ plan }) => plan === "cached")).toBe(true)
  notebook.rewrite(...three("[1, 2, 30, 4, 5, 6]"))
  const changed = await notebook.run()
  expect(changed.ran).toEqual(["one[2]", "two[2]", "three[2]", "end"])
  expect(changed.log).toEqual(["end: 2b,4b,60b,8b,10b,12b"])
  notebook.rewrite(...three("[6, 5, 4, 3, 2, 1]"))
  const turned = await notebook.run({ rerunOf: changed.run })
  expect(turned.ran).toEqual(["end"])
  expect(turned.log).toEqual(["end: 12b,10b,8b,6b,4b,2b"])
})

test("an element that is retried comes later, and another one is retried in the second loop", async () => {
  using notebook = new TestNotebook(
    `// @flow concurrency=2`,
    helpers,
    `// @task one for="x of [1, 2, 3]" retries=1\nif (x === 2 && !existsSync("once")) { await seen("third"); touch("once"); throw new Error("once more") }\nconst a = x`,
    `// @task two for="y of a" retries=1\nif (y === 1 && !existsSync("tried")) { touch("tried"); throw new Error("again") }\nif (y === 3) touch("third")\nconst b = y * 2`,
    `// @task end\nconsole.log(b.join())`,
  )
  const run = await notebook.run()
  expect(run.state).toBe("completed")
  expect(run.log).toContain("end: 2,4,6")
  expect(at(run, "two", 2, "running")).toBeLessThan(at(run, "one", 1, "retrying"))
  expect(at(run, "two", 0, "retrying")).toBeLessThan(at(run, "two", 0, "completed"))
  expect(run.ran.toSorted()).toEqual(
    ["end", "one[0]", "one[1]", "one[1]", "one[2]", "two[0]", "two[0]", "two[1]", "two[2]"].toSorted(),
  )
})

/** Three loops in a chain, without a cache, of which the first fails in the middle once an element is through. */
const failing = [
  `// @flow concurrency=3`,
  helpers,
  `const did = (what) => appendFileSync("book", what + "\\n")`,
  `// @task one for="x of ['x', 'y']" cache=off\ndid("one " + x)\nif (x === "y" && !existsSync("mended")) { await seen("through"); throw new Error("no " + x) }\nconst a = x`,
  `// @task two for="y of a" cache=off\ndid("two " + y)\nconst b = y`,
  `// @task three for="z of b" cache=off\ndid("three " + z)\nif (z === "x") touch("through")\nconst c = z`,
  `// @task end\nconsole.log(c.join())`,
]

test("a failure of the first skips the others; a rerun has what they did by then, and repeats none of it", async () => {
  using notebook = new TestNotebook(...failing)
  const run = await notebook.run()
  expect(run.state).toBe("failed")
  expect(run.errors).toEqual({ "one[1]": "no y" })
  expect(run.states).toEqual({
    one: "failed",
    "one[0]": "completed",
    "one[1]": "failed",
    two: "skipped",
    "two[0]": "completed",
    "two[1]": "skipped",
    three: "skipped",
    "three[0]": "completed",
    "three[1]": "skipped",
    end: "skipped",
  })
  notebook.write("mended", "")
  const again = await notebook.run({ rerunOf: run.run })
  expect(again.state).toBe("completed")
  expect(again.log).toContain("end: x,y")
  expect(again.states).toMatchObject({ "two[0]": "cached", "two[1]": "completed", "three[0]": "cached" })
  expect(readFileSync(join(notebook.folder, "book"), "utf8").trim().split("\n").toSorted()).toEqual(
    ["one x", "one y", "one y", "three x", "three y", "two x", "two y"].toSorted(),
  )
})

test("a failure of the second lets its other elements go on, and skips the third", async () => {
  using notebook = new TestNotebook(
    `// @task one for="x of [1, 2, 3]"\nconst a = x`,
    `// @task two for="y of a"\nif (y === 2) throw new Error("no " + y)\nconst b = y`,
    `// @task three for="z of b"\nconst c = z`,
    `// @task end\nconsole.log(c, a.join())`,
  )
  const run = await notebook.run()
  expect(run.states).toMatchObject({ one: "completed", two: "failed", three: "skipped", end: "skipped" })
  expect(run.states).toMatchObject({ "two[0]": "completed", "two[1]": "failed", "two[2]": "completed" })
  expect(run.errors).toEqual({ "two[1]": "no 2" })
})

test("with failures=keep, the second gets undefined for an element that failed", async () => {
  using notebook = new TestNotebook(
    `// @task one for="x of [1, 2, 3]" failures=keep\nif (x === 2) throw new Error("no")\nconst a = x`,
    `// @task two for="y of a" failures=keep\nif (y === 3) throw new Error("no")\nconst b = y ?? "none"`,
    `// @task three for="z of b"\nconst c = String(z)`,
    `// @task end\nconsole.log(c.join())`,
  )
  const run = await notebook.run()
  expect(run.state).toBe("completed")
  expect(run.log).toEqual(["end: 1,none,undefined"])
})

test("when the first has no elements, is skipped, or its list can't be made, the second does as ever", async () => {
  using notebook = new TestNotebook(
    `// @task none for="x of []"\nconst a: number[] = x`,
    `// @task two for="y of a"\nconst b = y`,
    `// @task off for="x of [1]" when="false"\nconst c = x`,
    `// @task offToo for="y of c"\nconst d = y`,
    `// @task bad for="x of missing()"\nconst e = x`,
    `// @task badToo for="y of e"\nconst f = y`,
    `function missing(): number[] { throw new Error("no list") }`,
    `// @task end\nconsole.log(b)`,
  )
  const { states, log } = await notebook.run()
  const skipped = { off: "skipped", offToo: "skipped", badToo: "skipped" }
  expect(states).toEqual({ none: "completed", two: "completed", bad: "failed", end: "completed", ...skipped })
  expect(log).toEqual(["end: []"])
})

describe("what the second needs beside the first", () => {
  test("is waited for, and may itself wait for the first", async () => {
    using notebook = new TestNotebook(
      `// @task one for="x of [1, 2]"\nconst a = x`,
      `// @task other\nconst base = 100`,
      `// @task all\nconst sum = a[0] + a[1]`,
      `const plain = JSON.parse("1000")`,
      `// @task two for="y of a"\nconst b = y + base + plain`,
      `// @task three for="z of b"\nconst c = z + sum`,
      `// @task end\nconsole.log(c.join())`,
    )
    expect((await notebook.run()).log).toEqual(["end: 1104,1105"])
  })

  test("fails it, if it fails, and skips it, if it is a task", async () => {
    using notebook = new TestNotebook(
      `// @task one for="x of [1, 2]"\nconst a = x`,
      `const plain = JSON.parse("{")`,
      `// @task bad\nconst base = JSON.parse("[")`,
      `// @task two for="y of a"\nconst b = y + plain`,
      `// @task three for="y of a"\nconst c = y + base`,
      `// @task end\nconsole.log(b, c)`,
    )
    const run = await notebook.run()
    expect(run.states).toEqual({
      one: "completed",
      "one[0]": "completed",
      "one[1]": "completed",
      two: "failed",
      bad: "failed",
      three: "skipped",
      end: "skipped",
    })
  })

  test("may be the class of an element", async () => {
    using notebook = new TestNotebook(
      `// @flow concurrency=2`,
      helpers,
      `class Part {
  constructor(readonly n: number) {}
  [Symbol.for("tsnb.store")]() { return this.n }
  static [Symbol.for("tsnb.revive")](n: number) { return new Part(n) }
}`,
      `// @task one for="x of [1, 2]"\nif (x === 2) await seen("first")\nconst a = x === 1 ? new Part(x) : x`,
      `// @task two for="y of a"\ntouch("first")\nconst b = y instanceof Part ? y.n * 7 : y`,
      `// @task end\nconsole.log(b.join())`,
    )
    const run = await notebook.run()
    expect(run.log).toContain("end: 7,2")
    expect(at(run, "two", 0, "running")).toBeLessThan(at(run, "one", 1, "completed"))
  })
})

/** Two loops, of which the first doesn't end by itself once an element is in the second. */
const hanging = (end: string) => [
  helpers,
  `// @task one for="x of [1, 2]"\nif (x === 2) await seen("never")\nconst a = x`,
  `// @task two for="y of a"\n${end}\nconst b = y`,
]

test("a cancellation ends both, and an element that was through stays so", async () => {
  using notebook = new TestNotebook(...hanging(""))
  const stop = new AbortController()
  const run = await notebook.run(
    {},
    (event) => {
      if (event.type === "taskStateChanged" && event.task === "two" && event.state === "completed") stop.abort()
    },
    stop.signal,
  )
  expect(run.state).toBe("cancelled")
  expect(run.states).toEqual({
    one: "cancelled",
    "one[0]": "completed",
    "one[1]": "cancelled",
    two: "cancelled",
    "two[0]": "completed",
    "two[1]": "cancelled",
  })
})

test("a cancellation ends an element that waits since it looked at files", async () => {
  using notebook = new TestNotebook(...hanging(`existsSync("any")`))
  const stop = new AbortController()
  const run = await notebook.run(
    {},
    (event) => event.type === "waiting" && event.task === "two" && stop.abort(),
    stop.signal,
  )
  expect(run.state).toBe("cancelled")
  expect(run.states).toMatchObject({ one: "cancelled", two: "cancelled", "two[0]": "cancelled" })
})

test("a failure in the second ends both, if the flow says onFailure=stop", async () => {
  using notebook = new TestNotebook(`// @flow onFailure=stop`, ...hanging(`throw new Error("bad")`))
  const run = await notebook.run()
  expect(run.state).toBe("failed")
  expect(run.states).toMatchObject({ one: "cancelled", "one[1]": "cancelled", "two[0]": "failed", two: "cancelled" })
  expect(run.errors).toEqual({ "two[0]": "bad" })
})

test("after=, for files that the whole of the first writes", async () => {
  using notebook = new TestNotebook(
    `import { globSync } from "node:fs"\nimport { writeFile } from "node:fs/promises"`,
    `// @task one for="x of [1, 2, 3, 4]"\nawait writeFile("part" + x, "")\nconst a = x`,
    `// @task two for="y of a" after=one\nconst b = globSync("part*").length`,
    `// @task end\nconsole.log(b.join())`,
  )
  expect((await notebook.run()).log).toContain("end: 4,4,4,4")
  expect(existsSync(join(notebook.folder, "part4"))).toBe(true)
})

test("an element that looks at files of the whole first loop sees them as in a script, and none of it counts as a retry", async () => {
  using notebook = new TestNotebook(
    `// @flow concurrency=2`,
    helpers,
    `// @task one for="x of [1, 2, 3]"\nif (x === 3) await seen("looked")\nwriteFileSync("part" + x, "x")\nconst a = x * 10`,
    `// @task two for="y of a"
const found = [1, 2, 3].filter((n) => existsSync("part" + n))
touch("looked")
if (!existsSync("part3")) throw new Error("part 3 is missing")
const b = found.join()`,
    `// @task end\nconsole.log(b)`,
  )
  const run = await notebook.run()
  expect(run.state).toBe("completed")
  expect(run.log).toContain("end: [ '1,2,3', '1,2,3', '1,2,3' ]")
  expect(at(run, "two", 0, "running")).toBeLessThan(at(run, "one", 2, "completed"))
  expect(at(run, "one", 2, "completed")).toBeLessThan(at(run, "two", 0, "completed"))
  const again = run.events.flatMap((event) =>
    event.type === "taskStateChanged" && event.state === "retrying" ? event.reason : [],
  )
  expect(again.join()).toMatch(/part3 (was created meanwhile|changed while it ran)/)
  // What polls for a file sees it change, and isn't kept.
  expect((await notebook.run()).ran).toEqual(["one[2]"])
})
