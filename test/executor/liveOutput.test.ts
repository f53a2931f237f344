import { describe, expect, test } from "vitest"
import { LiveCells } from "../support/liveCells.ts"

test("what a cell shows comes in its order, that of child processes and raw descriptors included", async () => {
  using cells = new LiveCells()
  const { outputs } = await cells.run(`console.log("a")
console.error("b")
require("child_process").execSync("echo c; echo d >&2", { stdio: "inherit" })
process.stdout.write("e")
require("fs").writeSync(1, "f")
display("g")
console.warn("h")
require("fs").writeSync(2, "i")
const shown = display(1, { id: "mine" })
shown.update(2)
clearOutput({ wait: true })
console.log("j")`)
  expect(outputs.map(summary)).toEqual([
    "stdout a\n",
    "stderr b\n",
    "stdout c\n",
    "stderr d\n",
    "stdout e",
    "stdout f",
    "display g",
    "stderr h\n",
    "stderr i",
    "display 1 mine",
    "update 2 mine",
    "clear true",
    "stdout j\n",
  ])
})

function summary(output: import("../../kernel/model/cellOutput.ts").CellOutput): string {
  if (output.kind === "stream") return `${output.stream} ${output.text}`
  if (output.kind === "clear") return `clear ${output.wait}`
  const id = output.displayId?.length === 4 ? ` ${output.displayId}` : ""
  return `${output.kind} ${String(output.data["text/plain"])}${id}`
}

test("output comes while the cell runs, also from a loop that never waits", async () => {
  using cells = new LiveCells()
  const first = Promise.withResolvers<string>()
  const many = Promise.withResolvers<void>()
  let lines = 0
  const running = cells.run("for (let i = 0; ; i++) console.log(i)", {
    onOutput: (output) => {
      if (output.kind !== "stream") return
      first.resolve(output.text)
      lines += output.text.split("\n").length - 1
      if (lines > 10_000) many.resolve()
    },
  })
  expect(await first.promise).toBe("0\n")
  await many.promise
  cells.session.interrupt()
  const { text } = await running
  expect(text).toBe(Array.from({ length: lines }, (_, i) => `${i}\n`).join(""))
})

test.each([
  [
    "100,000 lines",
    "for (let i = 0; i < 100_000; i++) console.log(i)",
    () => `${Array.from({ length: 100_000 }, (_, i) => i).join("\n")}\n`,
  ],
  ["10 MB in one print", "process.stdout.write('x'.repeat(10_000_000) + '€')", () => `${"x".repeat(10_000_000)}€`],
  [
    "100,000 raw lines",
    "require('child_process').execSync('yes | head -100000', { stdio: 'inherit' })",
    () => "y\n".repeat(100_000),
  ],
])("%s arrive whole and in order", async (_, source, expected) => {
  using cells = new LiveCells()
  const { text, end } = await cells.run(source)
  expect(end.kind).toBe("completed")
  expect(text === expected()).toBe(true)
})

describe("late output", () => {
  test("goes to its own cell", async () => {
    using cells = new LiveCells()
    const told = Promise.withResolvers<void>()
    const first = await cells.run(
      "setTimeout(() => { console.log('late'); display('shown'); process.stderr.write('end') }, 50)\n0",
      { onOutput: (output) => output.kind === "stream" && output.text === "end" && told.resolve() },
    )
    const second = await cells.run("console.log('own')")
    await told.promise
    expect(first.outputs.map(summary)).toEqual(["stdout late\n", "display shown", "stderr end"])
    expect(second.text).toBe("own\n")
  })
})

test("results, pages and displays are what they are", async () => {
  using cells = new LiveCells()
  const { end, outputs } = await cells.run("page(html`<b>help</b>`)\ndisplay(markdown`*x*`)\nhtml`<i>r</i>`")
  expect(end).toMatchObject({
    kind: "completed",
    result: { data: { "text/html": "<i>r</i>" } },
    pages: [{ "text/html": "<b>help</b>" }],
  })
  expect(outputs).toMatchObject([{ kind: "display", data: { "text/markdown": "*x*" } }])
})

test("closed descriptors hold nothing up", async () => {
  using cells = new LiveCells()
  // A thread of Node's that only just starts might get these descriptors for its own files. The one that an interrupt needs
  // is the last.
  const looping = Promise.withResolvers<void>()
  const loop = cells.run("console.log()\nfor (;;) {}", { onOutput: () => looping.resolve() })
  await looping.promise
  cells.session.interrupt()
  await loop
  const results = await cells.results(
    "require('fs').closeSync(1); require('fs').closeSync(2); 1",
    "console.log('x'); 2",
    "3",
  )
  expect(results).toEqual(["1", "2", "3"])
})
