import { expect, test } from "vitest"
import { analyseCell } from "../../kernel/cell/analyse.ts"
import { TranspileError } from "../../kernel/cell/transpile.ts"
import type { Piece } from "../../kernel/model/processMessages.ts"
import { Scripts } from "../../kernel/runtime/script.ts"
import { runCell } from "../cell/support.ts"

function pieceOf(source: string): Piece {
  const { defines, isFunctionBody } = analyseCell(source)
  return { line: 1, source, reads: [], defines: [...defines.keys()], isFunctionBody }
}

test.each<[title: string, source: string, expected: object]>([
  ["JavaScript", "const x = [1, 2].map((n) => n * 2)", { x: [2, 4] }],
  ["TypeScript", "const x: number = 1\nenum E { A = 2 }\nconst y = E.A!", { x: 1, y: 2 }],
  ["what reads otherwise as JavaScript", "const f = (n: any) => n\nconst x = [f<any>(1)]", { x: [1] }],
  ["text that reads otherwise", "const f = (n) => n, any = 1\nconst x = [f<any>(1)]", { x: [1] }],
  [
    "decorators",
    "const seen = []\nconst see = (c, { name }) => void seen.push(name)\n@see class A {}",
    { seen: ["A"] },
  ],
])("%s", async (_, source, expected) => {
  expect((await runCell(source)).defined).toMatchObject(expected)
})

test("a piece is compiled once, also when that was done ahead", () => {
  const scripts = new Scripts("file:///notebooks/test.tsnb")
  const piece = pieceOf("const x = 1")
  scripts.prepare(piece)
  expect(scripts.compile({ ...piece })).toBe(scripts.compile(piece))
  expect(scripts.compile({ ...piece, line: 2 })).not.toBe(scripts.compile(piece))
})

test("what is wrong with a piece is told when it is asked for, with its place", () => {
  const scripts = new Scripts("file:///notebooks/test.tsnb")
  const broken: Piece = { line: 1, source: "const x = 1\nconst y = ;", reads: [], defines: [], isFunctionBody: true }
  scripts.prepare(broken)
  expect(() => scripts.compile(broken)).toThrow(TranspileError)
  expect(() => scripts.compile(broken)).toThrow(expect.objectContaining({ line: 2, column: 11 }))
})
