import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { buildGraph } from "../../kernel/flow/buildGraph.ts"
import { localModuleFacts } from "../../kernel/session/localModuleFacts.ts"

test.each([
  ["export const id = Math.random()", 1],
  ["export const settings = { since: new Date() }", 1],
  ['import dayjs from "dayjs"\nexport const started = dayjs()', 1],
  ['export * from "./inner.ts"', 1],
  ["const draw = () => Math.random()\nexport const rows = [1, 2].map(draw)", 1],
  ["export const id = () => Math.random()", 0],
  ["export class Run { started = Date.now() }", 0],
  ['export const day = new Date("2026-05-01")', 0],
])("points out modules that work out random numbers or the time when they are loaded: %s", (source, count) => {
  const folder = mkdtempSync(join(tmpdir(), "tsnb-facts-"))
  try {
    writeFileSync(join(folder, "inner.ts"), "export const now = performance.now()")
    writeFileSync(join(folder, "module.ts"), source)
    const cells = [
      { line: 1, source: 'import * as module from "./module.ts"' },
      { line: 10, source: "// @task a\nconst x = module" },
    ]
    const { problems } = buildGraph("flow", cells, { modules: localModuleFacts(folder) })
    expect(problems.map(({ message }) => message)).toEqual(
      Array.from({ length: count }, () => expect.stringContaining("Each process loads './module.ts' again")),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})
