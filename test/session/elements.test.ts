import { describe, expect, test } from "vitest"
import { taskRunTitle } from "../../kernel/flow/events.ts"
import { TestNotebook } from "../support/flow.ts"

/** Sums of the pairs in a list. */
function sums(pattern: string, list: string): readonly string[] {
  return [`// @task each for="${pattern} of ${list}"\nconst sum = a * 10 + b`, `// @task all\nconsole.log(...sum)`]
}

/** A loop over cities with a label. */
function labelled(label: string): string {
  return `// @task each for="city of cities" label="${label}"\nconsole.log("in", city.name.length)\nconst length = city.name.length`
}

describe("for= takes elements apart", () => {
  test.for([
    ["[key, value]", "new Map([['a', 1], ['b', 2]])", "`${key}${value}`", "a1 b2"],
    ["{ id, name }", "[{ id: 1, name: 'x' }, { id: 2, name: 'y' }]", "id + name", "1x 2y"],
    ["{ id, deep: [first = other] }", "[{ id: 1, deep: [] }, { id: 2, deep: [5] }]", "id + first", "10 7"],
    ["[, ...rest]", "[[1, 2, 3]]", "rest.join('')", "23"],
    ["{ 'a of b': c }", "[{ 'a of b': 4 }]", "c", "4"],
  ] as const)("%s of %s", async ([pattern, list, result, printed]) => {
    using notebook = new TestNotebook(
      `const other = 9`,
      `// @task each for="${pattern} of ${list}"\nconst given = ${result}`,
      `// @task all\nconsole.log(...given)`,
    )
    expect((await notebook.run()).log).toEqual([`all: ${printed}`])
  })

  test("another pattern is another task, and each element has a key of its own", async () => {
    using notebook = new TestNotebook(...sums("[a, b]", "[[1, 2], [3, 4]]"))
    expect((await notebook.run()).log).toEqual(["all: 12 34"])
    notebook.rewrite(...sums("[a, b]", "[[1, 2], [3, 5]]"))
    expect((await notebook.run()).ran).toEqual(["each[1]", "all"])
    notebook.rewrite(...sums("[b, a]", "[[1, 2], [3, 5]]"))
    expect((await notebook.run()).log).toEqual(["all: 21 53"])
  })

  test("an element that can't be handed to a task is told as one, with another way", async () => {
    using notebook = new TestNotebook(
      `class Shape { #size = 1; get area() { return this.#size ** 2 } }\nconst shapes = [new Shape()]`,
      `// @task each for="shape of shapes"\nconst area = shape.area`,
      `// @task other for="index of shapes.keys()"\nconst size = shapes[index].area`,
    )
    const { events } = await notebook.run()
    const ends = events.flatMap((event) =>
      event.type === "taskStateChanged" && ["failed", "completed"].includes(event.state)
        ? [`${event.task} ${event.error?.message ?? event.state}`]
        : [],
    )
    expect(ends).toContainEqual(
      expect.stringMatching(/^each Element \[0\] of the for= list can't .*instance of the class Shape.*list\.keys\(\)/),
    )
    expect(ends).toContain("other completed")
  })

  test("an error is told where it is in the cell", async () => {
    using notebook = new TestNotebook(`// @task each for="[a, b] of [[1, 2]]"\nconst sum = a\n  + b.missing.more`)
    const { events } = await notebook.run()
    const stacks = events.flatMap((event) => (event.type === "taskStateChanged" ? (event.error?.stack ?? []) : []))
    expect(stacks).toEqual([expect.stringContaining("flow.tsnb:4:15")])
  })
})

describe("label=", () => {
  const cities = `const cities = [{ name: "Bern" }, { name: "Oslo\\n(no)" }]`

  test("names an element in its events, and counts for nothing else", async () => {
    using notebook = new TestNotebook(cities, labelled("city.name"))
    const first = await notebook.run()
    const titles = first.events.flatMap((event) => (event.type === "logged" ? taskRunTitle(event) : []))
    expect(titles.toSorted()).toEqual(["each[0: Bern]", "each[1: Oslo (no)]"])
    notebook.rewrite(cities, labelled("city.name.toUpperCase()"))
    const second = await notebook.run()
    expect(second.ran).toEqual([])
    expect(second.events).toContainEqual(expect.objectContaining({ state: "cached", elementLabel: "BERN" }))
  })

  test("reads what else it needs, and the names of a pattern", async () => {
    using notebook = new TestNotebook(
      `function named(text: string) { return "<" + text + ">" }`,
      `// @task each for="[key, { n }] of Object.entries({ a: { n: 1 } })" label="named(key + n)"\nconst twice = n * 2`,
    )
    const { events } = await notebook.run()
    expect(events).toContainEqual(expect.objectContaining({ state: "completed", element: 0, elementLabel: "<a1>" }))
  })

  test("a label that can't be made fails the task, before its elements run", async () => {
    using notebook = new TestNotebook(`// @task each for="x of [null]" label="x.name"\nconst y = x`)
    const run = await notebook.run()
    expect(run.errors["each"]).toMatch(/Cannot read properties of null/)
    expect(run.ran).toEqual([])
  })

  test("long ones are cut, and secrets aren't told", async () => {
    using notebook = new TestNotebook(
      `// @parameters\n/** @secret */\nconst token = "none"`,
      `// @task each for="x of [1]" label="token + '-'.repeat(1000)"\nconst y = x`,
    )
    const { events } = await notebook.run({ parameters: { token: "correct-horse" } })
    const labels = events.flatMap((event) => ("elementLabel" in event ? [event.elementLabel] : []))
    expect(labels[0]).toMatch(/^\(secret\)-+…$/)
  })
})

/** A loop over the results of another, which says when one is loaded. */
const chained = (list: string): readonly string[] => [
  `class Part {
  constructor(readonly n: number) {}
  [Symbol.for("tsnb.store")]() { return this.n }
  static [Symbol.for("tsnb.revive")](n: number) { console.log("loaded", n); return new Part(n) }
}`,
  `// @task make for="n of [1, 2, 3]" failures=keep\nif (n === 2) throw new Error("no")\nconst part = new Part(n)`,
  `// @task use for="one of ${list}"\nconst used = one?.n ?? null`,
  `// @task all\nconsole.log(JSON.stringify(used))`,
]

test("the elements of another loop's result aren't loaded only to be handed on, and are the same as when they are", async () => {
  using notebook = new TestNotebook(...chained("[...part]"))
  const first = await notebook.run()
  expect(first.errors).toEqual({ "make[1]": "no" })
  expect(first.log).toContain("all: [1,null,3]")
  notebook.rewrite(...chained("part"))
  const again = await notebook.run()
  expect(again.states).toMatchObject({ use: "cached", all: "cached" })
  expect(again.log.filter((line) => line.includes("loaded"))).toEqual([])
  expect((await notebook.run({ fresh: true })).log).toContain("all: [1,null,3]")
})

/** Two loops, the second over a list of which some elements are instances of a class. */
const named = (told: string): readonly string[] => [
  `class Named {
  name = "x"
  told() { return ${told} }
  [Symbol.for("tsnb.store")]() { return this.name }
  static [Symbol.for("tsnb.revive")]() { return new Named() }
}`,
  `// @task one for="n of [1, 2]"\nconst part = n === 1 ? n : new Named()`,
  `// @task two for="p of part"\nconst text = typeof p === "number" ? p : p.told()`,
  `// @task all\nconsole.log(text.join())`,
]

test("a class counts for the elements that are instances of it, and for no others", async () => {
  using notebook = new TestNotebook(...named(`this.name`))
  expect((await notebook.run()).log).toEqual(["all: 1,x"])
  notebook.rewrite(...named(`this.name + "!"`))
  const { ran, log } = await notebook.run()
  expect(log).toEqual(["all: 1,x!"])
  expect(ran.filter((name) => name.startsWith("two"))).toEqual(["two[1]"])
})
