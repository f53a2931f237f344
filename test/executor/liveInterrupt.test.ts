import { describe, expect, test } from "vitest"
import { LiveCells } from "../support/liveCells.ts"

/** Cells that end only by an interrupt. Each says when it is under way, as far as it can. */
const endless: readonly (readonly [title: string, source: string])[] = [
  ["a loop", "console.log('on')\nfor (;;) {}"],
  ["a loop after an await", "await null\nconsole.log('on')\nfor (;;) {}"],
  ["a loop in a promise's callback", "console.log('on')\nawait Promise.resolve().then(() => { for (;;) {} })"],
  ["a loop in a timer", "setTimeout(() => { console.log('on'); for (;;) {} }, 1)\nawait new Promise(() => {})"],
  ["a loop of microtasks", "const again = () => Promise.resolve().then(again)\nconsole.log('on')\nawait again()"],
  ["a loop that catches everything", "console.log('on')\nfor (;;) try { for (;;) {} } catch {} finally { continue }"],
  ["a loop that prints", "for (;;) console.log('on')"],
  ["a loop that awaits", "console.log('on')\nfor (;;) await new Promise((done) => setTimeout(done, 1))"],
  ["an await that never settles", "console.log('on')\nawait new Promise(() => {})"],
  ["a sleeping thread", "console.log('on')\nAtomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"],
  ["a child process", "console.log('on')\nrequire('child_process').execSync('sleep 1000')"],
  ["a regular expression", "console.log('on');\n/^(a+)+$/.test('a'.repeat(50) + 'b')"],
  ["a prompt", "prompt('on')"],
  ["an input", "await input('on')"],
]

describe("an interrupt ends the cell and keeps all values", () => {
  test.each(endless)("%s", async (_, source) => {
    using cells = new LiveCells()
    await cells.run("let kept = 42")
    for (let time = 0; time < 5; time++) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const running = cells.run(source, {
        onOutput: () => resolve(),
        onInput: () => {
          resolve()
          return new Promise(() => {})
        },
      })
      await promise
      cells.session.interrupt()
      if (time % 2 === 0) cells.session.interrupt()
      expect((await running).result).toBe("Interrupted: The cell was interrupted. All values are kept")
      // What comes late of an interrupt mustn't hit the next cell.
      expect(await cells.results("await null\nkept", "for (let i = 0; i < 1e6; i++) {}\nkept")).toEqual(["42", "42"])
    }
  })
})

test("names that the cell had initialised are kept", async () => {
  using cells = new LiveCells()
  await cells.run("const later = 'earlier'")
  const on = Promise.withResolvers<void>()
  const running = cells.run("const before = 1\nconsole.log()\nfor (;;) {}\nconst later = 2", {
    onOutput: () => on.resolve(),
  })
  await on.promise
  cells.session.interrupt()
  await running
  expect(await cells.results("[before, later]")).toEqual(["[ 1, 'earlier' ]"])
})

test("a loop that waits goes on no more after the interrupt", async () => {
  using cells = new LiveCells()
  const on = Promise.withResolvers<void>()
  const running = cells.run(
    "let rounds = 0\nfor (;;) { await new Promise((done) => setTimeout(done, 1)); console.log(++rounds) }",
    { onOutput: () => on.resolve() },
  )
  await on.promise
  cells.session.interrupt()
  await running
  const wait = "await new Promise((done) => setTimeout(done, 50))"
  const [before, after] = await cells.results(`${wait}\nrounds`, `${wait}\nrounds`)
  expect(after).toBe(before)
})

test("the traceback shows where a loop was", async () => {
  using cells = new LiveCells()
  const on = Promise.withResolvers<void>()
  const running = cells.run("function spin() {\n  for (;;) {}\n}\nconsole.log()\nspin()", {
    onOutput: () => on.resolve(),
  })
  await on.promise
  cells.session.interrupt()
  const { end } = await running
  expect(end.kind === "failed" && end.error.traceback.join("\n")).toMatch(/spin \([^]*In \[1\][^]*for \(;;\) \{\}/)
})

test("an interrupt while nothing runs does nothing, and so does one of a cell that has ended", async () => {
  using cells = new LiveCells()
  cells.session.interrupt()
  expect(await cells.results("1")).toEqual(["1"])
  cells.session.interrupt()
  cells.session.interrupt()
  expect(await cells.results("for (let i = 0; i < 1e7; i++) {}\n2", "await null\n3")).toEqual(["2", "3"])
})

test("an interrupt right after the start, of a session that isn't there yet, ends the cell", async () => {
  using cells = new LiveCells()
  const running = cells.run("for (;;) {}")
  cells.session.interrupt()
  expect((await running).result).toMatch(/^Interrupted/)
  expect(await cells.results("1")).toEqual(["1"])
})

test("code that an earlier cell left running is stopped for the cell that waits behind it", async () => {
  using cells = new LiveCells()
  const spinning = Promise.withResolvers<void>()
  await cells.run("setTimeout(() => { console.log(); for (;;) {} }, 1)", { onOutput: () => spinning.resolve() })
  await spinning.promise
  const waiting = cells.run("1")
  cells.session.interrupt()
  expect((await waiting).result).toMatch(/^Interrupted/)
  expect(await cells.results("1")).toEqual(["1"])
})
