import { expect, test } from "vitest"
import { remembersBetweenCalls } from "../../../kernel/runtime/modules/memory.ts"

test.each<[string, boolean]>([
  ["const kept = new Map(); export function f(p) { if (!kept.has(p)) kept.set(p, read(p)); return kept.get(p) }", true],
  ["let config; export async function f() { return (config ??= await read()) }", true],
  ["let count = 0; export const next = () => count++", true],
  ["const list = []; export const f = (x) => { list.push(x) }", true],
  ["const kept = {}; exports.f = (key) => (kept[key] ||= read(key))", true],
  ["const { kept } = { kept: {} }; export function f(x) { Object.assign(kept, x) }", true],
  ["export function f() { return (f.kept ??= read()) }", true],
  ["export class A { static #kept; static get() { return (A.#kept ??= read()) } }", true],
  ["class A { get() { return (this.kept ??= read()) } } export const a = new A()", true],
  ["class A { constructor() { this.x = 1 } get() { return this.x } } export const a = new A()", false],
  ["export class A { get() { return (this.kept ??= read()) } }", false],
  ["export const f = memoize(read)", true],
  ["export const f = lodash.memoize(read)", true],
  ["const columns = ['a', 'b']; export const f = (rows) => rows.map((row) => columns.map((c) => row[c]))", false],
  ["export function f(p) { const rows = []; rows.push(read(p)); let n = 0; n++; return rows }", false],
  ["const kept = new Map(); kept.set('a', 1); export const f = (x) => kept.get(x)", false],
  ["import fs from 'node:fs'; export const c = fs.readFileSync('c')", false],
  ["", false],
])("%s: %s", (code, expected) => {
  expect(remembersBetweenCalls(code)).toBe(expected)
})
