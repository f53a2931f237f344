import { expect, test } from "vitest"
import { analyseCell } from "../../kernel/cell/analyse.ts"
import { analysisOf } from "../../kernel/cell/analysisCache.ts"

test("a cell of the same text is analysed once", () => {
  const analysis = analysisOf("const cached = 1")
  expect(analysis).toEqual(analyseCell("const cached = 1"))
  expect(analysisOf("const cached = 1")).toBe(analysis)
  expect(analysisOf("const cached = 2")).not.toBe(analysis)
})

test("what is asked for again and again stays, the rest is forgotten", () => {
  const once = analysisOf("const once = 1")
  const often = analysisOf("const often = 1")
  // Each fills a generation, so that the second forgets what was only there before the first.
  for (const filling of ["a", "b", "c"]) {
    analysisOf(`// ${filling.repeat(16_000_000)}`)
    expect(analysisOf("const often = 1")).toBe(often)
  }
  expect(analysisOf("const once = 1")).not.toBe(once)
})
