import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import type { FlowEvent } from "../../kernel/flow/events.ts"
import { previewFlow } from "../../kernel/session/flowRun.ts"
import { TestNotebook } from "../support/flow.ts"

/** A cell with what the tasks do outside: `charge("x")` adds a line to the book, where nothing sees it. */
const charging = `import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs"
import { execFileSync } from "node:child_process"
const charge = (what) => execFileSync("sh", ["-c", 'echo "$0" >> book', String(what)])`

/** Fails as long as there is no file of that name, and makes one. */
const failsOnce = (name: string): string =>
  `if (!existsSync("${name}")) { writeFileSync("${name}", ""); throw new Error("not yet") }`

function book({ folder }: TestNotebook): readonly string[] {
  const path = join(folder, "book")
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n").toSorted() : []
}

describe("what completed isn't repeated by a flow's retries", () => {
  test.each<[title: string, cells: readonly string[], charges: readonly string[]]>([
    ["with cache=off", [`// @task pay cache=off\ncharge("a")\nconst paid = 1`], ["a"]],
    ["with cacheFor= that is over", [`// @task pay cacheFor=1ms\ncharge("a")\nconst paid = 1`], ["a"]],
    [
      "that rewrites a file which it read",
      [
        `// @task pay\nconst before = existsSync("n") ? Number(readFileSync("n", "utf8")) : 0\nwriteFileSync("n", String(before + 1))\ncharge("a")\nconst paid = before`,
      ],
      ["a"],
    ],
    [
      "with a value that a plain cell computes anew",
      [`const now = process.hrtime.bigint() + BigInt(Date.now())`, `// @task pay\ncharge(now > 0n)\nconst paid = 1`],
      ["true"],
    ],
  ])("%s", async (_, cells, charges) => {
    using notebook = new TestNotebook(
      `// @flow retries=5 concurrency=1`,
      charging,
      ...cells,
      `// @task after\n${failsOnce("first")}\n${failsOnce("second")}\nconst last = paid`,
    )
    expect((await notebook.run()).state).toBe("completed")
    expect(book(notebook)).toEqual(charges)
  })

  test("element by element, of equal ones each for itself", async () => {
    using notebook = new TestNotebook(
      `// @flow retries=5 concurrency=1`,
      charging,
      `// @task pay for="n of [2, 1, 2]" cache=off\ncharge(n)\nif (n === 1) { ${failsOnce("element")} }\nconst paid = n`,
    )
    expect((await notebook.run()).state).toBe("completed")
    // The one that failed had paid before, and pays again.
    expect(book(notebook)).toEqual(["1", "1", "2", "2"])
  })

  test("with --fresh, either", async () => {
    using notebook = new TestNotebook(
      `// @flow retries=2`,
      charging,
      `// @task pay\ncharge("a")\nconst paid = 1`,
      `// @task after\n${failsOnce("first")}\nconst last = paid`,
    )
    await notebook.run({ fresh: true })
    expect(book(notebook)).toEqual(["a"])
    expect((await notebook.run({ fresh: true })).states).toEqual({ pay: "completed", after: "completed" })
    expect(book(notebook)).toEqual(["a", "a"])
  })

  test("in subflows", async () => {
    using notebook = new TestNotebook(
      `// @flow retries=2`,
      `import { existsSync, writeFileSync } from "node:fs"\nimport { subflow } from "tsnb"`,
      `// @task parts\nconst one = await subflow("pay.tsnb", { what: "a" })\nconst two = await subflow("pay.tsnb", { what: "a" })\n${failsOnce("asker")}`,
    )
    notebook.write(
      "pay.tsnb",
      [
        `// @parameters\nconst what = "x"`,
        charging,
        `// @task pay cache=off\ncharge(what)\nconst paid = what`,
        `// @task then\n${failsOnce("inner")}\nconst last = paid`,
      ]
        .map((cell) => `// %%\n${cell}\n`)
        .join("\n"),
    )
    const { state } = await notebook.run()
    expect(state).toBe("completed")
    // Two calls, so two charges; no more, however often they were tried.
    expect(book(notebook)).toEqual(["a", "a"])
  })
})

describe("a rerun", () => {
  const cells = [
    charging,
    `// @task pay cache=off\ncharge("a")\nconst paid = 1`,
    `// @task each for="n of JSON.parse(readFileSync('list', 'utf8'))" cache=off\ncharge(n)\nif (n === 2 && !existsSync("mended")) throw new Error("broken")\nconst done = n`,
    `// @task after\nconst last = [paid, done]`,
  ]

  test("goes on from what completed, whatever the cache is for, and from what the run before took over", async () => {
    using notebook = new TestNotebook(...cells)
    notebook.write("list", "[1, 2, 3]")
    const first = await notebook.run()
    expect(first.state).toBe("failed")
    const second = await notebook.run({ rerunOf: first.run })
    expect(second).toMatchObject({
      state: "failed",
      states: { pay: "cached", "each[0]": "cached", "each[1]": "failed" },
    })
    notebook.write("mended", "")
    // Elements are found wherever they are in the list.
    notebook.write("list", "[3, 2, 1, 4]")
    const request = { notebook: notebook.path, parameters: {}, rerunOf: second.run }
    expect((await previewFlow(request)).map(({ task, element, plan }) => [task, element, plan])).toEqual([
      ["pay", undefined, "cached"],
      ["each", 0, "cached"],
      ["each", 1, "run"],
      ["each", 2, "cached"],
      ["each", 3, "run"],
      ["after", undefined, "unknown"],
    ])
    const third = await notebook.run({ rerunOf: second.run })
    expect({ ...third, ran: third.ran.toSorted() }).toMatchObject({
      state: "completed",
      ran: ["after", "each[1]", "each[3]"],
    })
    expect(book(notebook)).toEqual(["1", "2", "2", "2", "3", "4", "a"])
  })

  test("runs what was changed, what is asked for, and what a new run would", async () => {
    using notebook = new TestNotebook(...cells.slice(0, 2))
    const first = await notebook.run()
    expect((await notebook.run({ rerunOf: first.run, from: "pay" })).ran).toEqual(["pay"])
    expect((await notebook.run({ rerunOf: first.run, fresh: true })).ran).toEqual(["pay"])
    expect((await notebook.run()).ran).toEqual(["pay"])
    expect((await notebook.run({ rerunOf: first.run })).ran).toEqual([])
    notebook.rewrite(charging, `// @task pay cache=off\ncharge("b")\nconst paid = 1`)
    expect((await notebook.run({ rerunOf: first.run })).ran).toEqual(["pay"])
    // What was kept for runs that go on isn't a cached result.
    notebook.rewrite(charging, `// @task pay\ncharge("b")\nconst paid = 1`)
    expect((await notebook.run()).ran).toEqual(["pay"])
  })

  test("goes on from a subflow that was ended with its run", async () => {
    using notebook = new TestNotebook(
      `import { existsSync } from "node:fs"\nimport { subflow } from "tsnb"`,
      `// @task part for="what of ['a', 'b']"\nconst one = await subflow("pay.tsnb", { what })`,
    )
    const inner = [
      `// @parameters\nconst what = "x"`,
      charging,
      `// @task pay cache=off\ncharge(what)\nconst paid = what`,
      `// @task then\nif (!existsSync("go")) await new Promise((done) => setTimeout(done, 600_000))\nconst last = paid`,
    ]
    notebook.write("pay.tsnb", inner.map((cell) => `// %%\n${cell}\n`).join("\n"))
    const stop = new AbortController()
    let waiting = 0
    const observe = (event: FlowEvent): void => {
      if (event.type !== "taskStateChanged" || event.task !== "then" || event.state !== "running") return
      if (++waiting === 2) stop.abort()
    }
    const first = await notebook.run({ concurrency: 2 }, observe, stop.signal)
    expect(first.state).toBe("cancelled")
    notebook.write("go", "")
    expect((await notebook.run({ rerunOf: first.run })).state).toBe("completed")
    expect(book(notebook)).toEqual(["a", "b"])
  })
})

const loopCells = (list: string, factor: string): readonly string[] => [
  `const factor = ${factor}`,
  `// @task list\nconst names = ${list}`,
  `// @task each for="name of names"\nif (name === "bad") throw new Error("bad")\nconst out = name + factor`,
]
const reasons = (events: readonly FlowEvent[]): readonly (string | undefined)[] =>
  events
    .filter((event) => event.type === "taskStateChanged" && event.task === "each" && event.state === "running")
    .toSorted((one, other) => ("element" in one && "element" in other ? (one.element ?? 0) - (other.element ?? 0) : 0))
    .map((event) => ("reason" in event ? event.reason?.replace(/ in run .*/, "") : undefined))

test("why an element runs compares it with itself, wherever it was", async () => {
  using notebook = new TestNotebook(...loopCells(`["a", "b", "bad"]`, "1"))
  expect(reasons((await notebook.run()).events)).toEqual(["first run", "first run", "first run"])
  notebook.rewrite(...loopCells(`["b", "bad", "a"]`, "2"))
  expect(reasons((await notebook.run()).events)).toEqual(["factor changed", "it failed", "factor changed"])
  notebook.rewrite(...loopCells(`["c", "b", "a", "d"]`, "2"))
  expect(reasons((await notebook.run()).events)).toEqual(["first run", "first run"])
  notebook.rewrite(...loopCells(`["c", "b", "a", "e"]`, "3"))
  expect(reasons((await notebook.run()).events)).toEqual([
    "factor changed",
    "factor changed",
    "factor changed",
    "factor changed; input name changed",
  ])
})

function told({ folder }: TestNotebook): string {
  return readFileSync(join(folder, "told"), "utf8")
}

describe("hooks of a flow with retries", () => {
  const cells = [
    `// @flow retries=2`,
    `import { appendFileSync, existsSync, writeFileSync } from "node:fs"`,
    `// @on failure\nappendFileSync("told", "failure ")`,
    `// @on success\nappendFileSync("told", "success ")`,
  ]

  test("are told once, when it has given up", async () => {
    using notebook = new TestNotebook(...cells, `// @task bad\nthrow new Error("bad")`)
    const { state, events } = await notebook.run()
    expect(state).toBe("failed")
    expect(events.filter(({ type }) => type === "flowStarted")).toHaveLength(3)
    expect(told(notebook)).toBe("failure ")
  })

  test("are told nothing of a failure that another try mended", async () => {
    using notebook = new TestNotebook(...cells, `// @task shaky\n${failsOnce("once")}`)
    expect((await notebook.run()).state).toBe("completed")
    expect(told(notebook)).toBe("success ")
  })
})

test.each([
  ["fresh", { fresh: true }],
  ["from a task on", { from: "get" }],
])("a rerun of a run that was to be %s takes nothing of before", async (_, asked) => {
  using notebook = new TestNotebook(
    `// @flow concurrency=1`,
    `// @task get for="n of [1, 2, 3, 4]"\nconst got = n`,
    `// @task sum\nconst sum = got.length`,
  )
  const old = await notebook.run()
  const cancellation = new AbortController()
  const cancelAt3 = (event: FlowEvent): void => {
    if (event.type === "taskStateChanged" && event.element === 2 && event.state === "running") cancellation.abort()
  }
  const broken = await notebook.run(asked, cancelAt3, cancellation.signal)
  expect(broken.state).toBe("cancelled")
  let last = broken.run
  for (let time = 0; time < 2; time++) {
    const again = await notebook.run({ rerunOf: last })
    const cachedFrom = again.events.flatMap((event) =>
      event.type === "taskStateChanged" && event.cachedFrom !== undefined ? [event.cachedFrom] : [],
    )
    expect(again.state).toBe("completed")
    expect(cachedFrom).toContain(broken.run)
    expect(cachedFrom).not.toContain(old.run)
    last = again.run
  }
})
