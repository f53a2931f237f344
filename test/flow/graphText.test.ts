import { describe, expect, test } from "vitest"
import type { TaskOutline } from "../../kernel/flow/events.ts"
import { graphAsMermaid, graphAsText } from "../../kernel/flow/graphText.ts"

function task(name: string, dependsOn: string[] = [], tags: string[] = []): TaskOutline {
  return { name, dependsOn, tags, line: 1 }
}

const diamond = [
  task("join", ["left", "right"], ["slow", "gpu"]),
  task("left", ["start"]),
  task("right", ["start"]),
  task("start"),
]

describe("graphAsText", () => {
  test("tasks come after those that they wait for, aligned", () => {
    expect(graphAsText(diamond).split("\n")).toEqual([
      "start",
      "left   after start",
      "right  after start",
      "join   after left, right  #slow  #gpu",
    ])
  })

  test("no tasks", () => {
    expect(graphAsText([])).toBe("")
  })

  test("a cycle and an unknown name still give every task once", () => {
    const lines = graphAsText([task("a", ["b"]), task("b", ["a"]), task("c", ["gone"])]).split("\n")
    expect(lines.toSorted()).toEqual(["a  after b", "b  after a", "c  after gone"])
  })

  test("ten thousand tasks in a chain, given backwards", () => {
    const chain = Array.from({ length: 10_000 }, (_, index) => task(`t${index}`, index === 0 ? [] : [`t${index - 1}`]))
    const lines = graphAsText(chain.toReversed()).split("\n")
    expect(lines.map((line) => line.split(" ")[0])).toEqual(chain.map(({ name }) => name))
  })
})

describe("graphAsMermaid", () => {
  test("nodes and edges", () => {
    expect(graphAsMermaid([task("start"), task("end", ["start", "gone"])]).split("\n")).toEqual([
      "flowchart TD",
      '  task1["start"]',
      '  task2["end"]',
      "  task1 --> task2",
    ])
  })

  test("what Mermaid would read as syntax is escaped, letters are not", () => {
    expect(graphAsMermaid([task('a"]-->b;#größe 漢')])).toContain('["a#34;#93;--#62;b#59;#35;größe 漢"]')
  })
})
