import { existsSync } from "node:fs"
import { expect, test } from "vitest"
import { apiModule, processProgram, version } from "../kernel/installation.ts"

test("the sources find their own programs", () => {
  expect([processProgram, apiModule].filter((file) => !existsSync(file))).toEqual([])
  expect([processProgram, apiModule].every((file) => file.endsWith(".ts"))).toBe(true)
  expect(version).toMatch(/^\d+\.\d+\.\d+/)
})
