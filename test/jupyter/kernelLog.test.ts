import { expect, test } from "vitest"
import { KernelLog } from "../../kernel/jupyter/kernelLog.ts"

test("What comes too often is counted instead of written; other kinds aren't held up by it", () => {
  const lines: string[] = []
  let now = 0
  const log = new KernelLog(
    (line) => {
      lines.push(line)
    },
    () => now,
  )
  for (let index = 0; index < 1_000; index++) log.warn("bad message", `number ${index}`)
  expect(lines).toHaveLength(5)
  expect(lines[4]).toBe("tsnb kernel: bad message: number 4\n")
  log.error("history", new Error("full"))
  expect(lines[5]).toContain("history: Error: full")
  now = 11_000
  log.warn("bad message", "again")
  expect(lines.slice(6)).toEqual(["tsnb kernel: bad message: 995 more\n", "tsnb kernel: bad message: again\n"])
})
