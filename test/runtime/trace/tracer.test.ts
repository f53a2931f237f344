import fs, { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { startTracing } from "../../../kernel/runtime/trace/tracer.ts"

const notebook = join(import.meta.dirname, "none.tsnb")
const api = import.meta.resolve("../../../kernel/api/index.ts")

function patched(): readonly unknown[] {
  return [fs.readFileSync, fs.promises.readFile, fs.realpath.native, process.env, Reflect.get(process, "loadEnvFile")]
}

test("stopping puts everything back", () => {
  const before = patched()
  const tracer = startTracing({ notebook, api })
  expect(fs.readFileSync).not.toBe(before[0])
  expect(process.env).not.toBe(before[3])
  tracer.stop()
  const after = patched()
  for (const [index, value] of after.entries()) expect(value).toBe(before[index])
})

test("an attempt that reads nothing has an empty trace, and ends once", () => {
  const tracer = startTracing({ notebook, api })
  try {
    tracer.begin()
    expect(tracer.end()).toEqual({ trace: [], changed: [] })
    expect(() => tracer.end()).toThrow("`begin` comes first")
    readFileSync(import.meta.filename)
    tracer.begin()
    expect(tracer.end().trace).toEqual([])
  } finally {
    tracer.stop()
  }
})
