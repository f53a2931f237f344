import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { batched } from "../../../kernel/cli/reporters/batched.ts"
import { JsonReporter } from "../../../kernel/cli/reporters/json.ts"
import type { Reporter } from "../../../kernel/cli/reporters/reporter.ts"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function recording(): { reporter: Reporter; written: string[] } {
  const written: string[] = []
  const write = (text: string): void => void written.push(text)
  return { reporter: batched(write, (later) => new JsonReporter(later, later)), written }
}

test("what comes within a moment is written in one piece and in order", () => {
  const { reporter, written } = recording()
  reporter.note("a")
  reporter.note("b")
  expect(written).toEqual([])
  vi.advanceTimersByTime(10)
  expect(written).toEqual(["a\nb\n"])
  reporter.note("c")
  vi.advanceTimersByTime(10)
  expect(written).toEqual(["a\nb\n", "c\n"])
  reporter.close()
  expect(written).toHaveLength(2)
})

test("closing it writes what is left at once, and so does the end of the process", () => {
  const { reporter, written } = recording()
  reporter.note("left")
  reporter.close()
  expect(written).toEqual(["left\n"])
  const before = new Set(process.listeners("exit"))
  const ending = recording()
  ending.reporter.note("last words")
  process.listeners("exit").find((listener) => !before.has(listener))?.(0)
  expect(ending.written).toEqual(["last words\n"])
  ending.reporter.close()
})
