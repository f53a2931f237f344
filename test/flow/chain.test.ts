import { expect, test } from "vitest"
import { chainedTo } from "../../kernel/flow/chain.ts"
import { graphOf } from "./graphs.ts"

const first = `// @task one for="x of [1, 2, 3]"\nconst a = { x }, other = x`
const second = `// @task two for="y of a"\nconst b = y`

/** The cells between the loop `one` and the end, and the result by which `two` goes on from `one`. */
const cases: readonly (readonly [title: string, cells: readonly string[], result: string | undefined])[] = [
  ["its list is the result", [second], "a"],
  ["with elements taken apart", [`// @task two for=" { x = base } of a "\nconst b = x`, `const base = 1`], "a"],
  ["also with failures=keep", [`// @task two for="y of a" failures=keep retries=2 tags=web\nconst b = y`], "a"],
  ["also if it needs plain cells", [`// @task two for="y of a"\nconst b = make(y)`, `const make = (y) => [y]`], "a"],
  ["also if it needs another task", [`// @task two for="y of a"\nconst b = y + z`, `// @task zed\nconst z = 1`], "a"],
  ["a cell only reads the result", [`console.log(a.length)`, second], "a"],
  ["its list is made of the result", [`// @task two for="y of a.toReversed()"\nconst b = y`], undefined],
  ["its list is a plain cell's", [`const list = a`, `// @task two for="y of list"\nconst b = y`], undefined],
  [
    "its list is the result of no loop",
    [`// @task all\nconst c = [1]`, `// @task two for="y of c"\nconst b = y`],
    undefined,
  ],
  ["it is no loop", [`// @task two\nconst b = a`], undefined],
  ["its code reads the whole result", [`// @task two for="y of a"\nconst b = [y, a.length]`], undefined],
  ["its code reads another result", [`// @task two for="y of a"\nconst b = [y, other]`], undefined],
  ["a default in its pattern does", [`// @task two for="{ y = other } of a"\nconst b = y`], undefined],
  [
    "a function that it calls does",
    [`const size = () => a.length`, `// @task two for="y of a"\nconst b = size()`],
    undefined,
  ],
  [
    "a plain cell that it needs does",
    [`const c = Math.max(...a)`, `// @task two for="y of a"\nconst b = y + c`],
    undefined,
  ],
  ["its label is one of the whole list", [`// @task two for="y of a" label="y"\nconst b = y`], undefined],
  ["it has a condition", [`// @task two for="y of a" when="true"\nconst b = y`], undefined],
  ["it runs whatever becomes of the other", [`// @task two for="y of a" upstream=allDone\nconst b = y`], undefined],
  ["it says after=", [`// @task two for="y of a" after=one\nconst b = y`], undefined],
  ["it looks at files that nobody sees", [`// @task two for="y of a" reads="*.csv"\nconst b = y`], undefined],
  ["a plain cell changes the list", [`a.reverse()`, second], undefined],
  ["a plain cell changes an element", [`const [element] = a\nelement.x = 9`, second], undefined],
  ["a plain cell changes it by chance", [`a.sort(() => Math.random() - 0.5)`, second], undefined],
  [
    "a plain cell between the two runs something",
    [`const files = globSync("*")`, `const count = files.length`, `// @task two for="y of a"\nconst b = y + count`],
    undefined,
  ],
  [
    "a plain cell between the two makes something",
    [`const client = new Client()`, `// @task two for="y of a"\nconst b = client`],
    undefined,
  ],
  [
    "a plain cell between the two waits",
    [`const client = await import("x")`, `// @task two for="y of a"\nconst b = client`],
    undefined,
  ],
  [
    "a plain cell between the two changes files",
    [`import { rmSync } from "node:fs"\nrmSync("data", { recursive: true, force: true })`, second],
    undefined,
  ],
]

test.each(cases)("a loop goes on from another's elements: %s", (_, cells, result) => {
  const graph = graphOf(first, ...cells)
  expect(graph.problems.filter(({ severity }) => severity !== "warning")).toEqual([])
  const two = graph.tasks.get("two")
  const source = two && chainedTo(graph, two)
  expect(source && [source.task.name, source.name]).toEqual(result && ["one", result])
})

test.each([
  ["changes files", `import { mkdirSync } from "node:fs"\nmkdirSync("data", { recursive: true })`, ""],
  ["runs something that the second needs", `const table = new Map(Object.entries(JSON.parse("{}")))`, ", table.get(y)"],
])("a loop goes on from another's elements: also if a plain cell before both %s", (_, cell, part) => {
  const graph = graphOf(cell, first, `// @task two for="y of a"\nconst b = [y${part}]`)
  const two = graph.tasks.get("two")
  expect(two && chainedTo(graph, two)?.name).toBe("a")
})
