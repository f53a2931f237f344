import { describe, expect, test } from "vitest"
import { transpile } from "../../../../kernel/cell/transpile.ts"
import { noEffects } from "../../../../kernel/runtime/modules/state/outward.ts"
import { holdsNoState, stateOf } from "../../../../kernel/runtime/modules/state/moduleState.ts"

describe("a module is shown to keep nothing", () => {
  test.each([
    "",
    "import fs from 'node:fs'; export const read = (path) => fs.readFileSync(path, 'utf8')",
    "export function f(p) { const rows = []; rows.push(read(p)); let n = 0; n++; return rows }",
    "export class A { #kept; x = 1; get() { return (this.#kept ??= read()) } }",
    "class A { constructor() { this.x = 1 } get() { return this.x } } export { A }",
    "class B extends Error { name = 'B' } export default B",
    "export const limit = 3, name = 'x', pattern = /a+/i, text = `${limit} rows`, negative = -1, big = 2n ** 3n",
    "const columns = ['a', 'b']; export const f = (rows) => rows.map((row) => columns.map((c) => row[c]))",
    "const columns = ['a', 'b']; export function f(row) { for (const c of columns) if (c in row) return columns.length }",
    "const names = { a: 'A', b: 'B' }; export const f = (key) => names[key] ?? 'other'",
    "const settings = { deep: { x: 1 } }; export const f = () => settings.deep.x + 1",
    "const known = new Set(['a']); export const f = (x) => known.has(x)",
    "const labels = new Map([['a', 1]]); export const f = (x) => labels.get(x)",
    "const words = 'a b c'.split(' '); export const f = (x) => words.includes(x)",
    "export const settings = Object.freeze({ a: 1 })",
    "const key = Symbol('key'); export const f = (x) => x[key]",
    "import { join } from 'node:path'; export const file = join(import.meta.dirname, 'data.csv')",
    "import { fileURLToPath } from 'node:url'; export const file = fileURLToPath(new URL('./x', import.meta.url))",
    "export * from './other.js'; export { a } from './a.js'; import { b } from './b.js'; export { b }",
    "export const parse = (text) => JSON.parse(text); const inner = function () { return 1 }; export default inner",
    "function* counting() { let n = 0; while (true) yield n++ } export { counting }",
    "import { z } from 'zod'; export const check = (value) => z.number().parse(value)",
    "const f = () => 1; f.description = 'one'; export { f }",
    // CommonJS, by hand and as compilers write it.
    "const fs = require('fs'); const { join } = require('path'); module.exports = { read: (p) => fs.readFileSync(join(p)), join }",
    `"use strict"; var __importDefault = (this && this.__importDefault) || function (mod) { return mod && mod.__esModule ? mod : { default: mod } };
     Object.defineProperty(exports, "__esModule", { value: true }); exports.b = exports.a = void 0;
     const fs_1 = __importDefault(require("fs")); exports.a = a; function a(p) { return fs_1.default.readFileSync(p) } exports.b = 3`,
    `var Kind; (function (Kind) { Kind[Kind["A"] = 0] = "A"; Kind["B"] = "b" })(Kind || (exports.Kind = Kind = {}))`,
    "function Point(x) { this.x = x } Point.prototype.norm = function () { return (this.n ??= Math.abs(this.x)) }; module.exports = Point",
  ])("%s", (code) => {
    expect(holdsNoState(code)).toBe(true)
    expect(stateOf(code)).toEqual({ holdsNone: true, outward: noEffects })
  })

  test.each([
    "export enum Colour { Red, Green = 4 } export const enum Size { S = 'small' }",
    "interface A { x: 1 } export type B = A | number; export const f = <T,>(x: T): T => x",
    "export abstract class Shape { abstract area(): number; constructor(readonly name: string, private sides = 3) {} }",
    "import type { A } from './a.ts'; declare global { interface B {} } export function f(this: A) {}",
    "const ages = { ada: 36 } as const satisfies Record<string, number>; export const f = (k: keyof typeof ages) => ages[k]",
  ])("TypeScript: %s", (source) => {
    expect(holdsNoState(transpile(source, "a.ts").code)).toBe(true)
  })
})

describe("a module isn't shown to keep nothing", () => {
  test.each([
    "const kept = new Map(); export function f(p) { if (!kept.has(p)) kept.set(p, read(p)); return kept.get(p) }",
    "let config; export async function f() { return (config ??= await read()) }",
    "let count = 0; export const next = () => count++",
    "let count = 0; export const next = () => { ({ count } = { count: count + 1 }); return count }",
    "let line; export const f = (lines) => { for (line of lines); return line }",
    "const list = []; export const f = (x) => { list.push(x) }",
    "const list = []; export const f = (x) => { list[list.length] = x }",
    "const list = []; const all = list; export const f = (x) => { all.push(x) }",
    "const list = []; const keep = (into, x) => { into.push(x) }; export const f = (x) => keep(list, x)",
    "const list = []; export const f = () => list",
    "const nested = { list: [] }; export const f = () => nested.list",
    "const nested = [[1]]; export const f = () => nested.map((inner) => inner.push(2))",
    "const list = [1]; export const f = () => list.map((x, i, self) => self.push(x))",
    "const list = [3, 1]; export const f = () => list.sort()",
    "const kept = {}; exports.f = (key) => (kept[key] ||= read(key))",
    "const kept = {}; export const f = (key) => { delete kept[key] }",
    "const { kept } = { kept: {} }; export function f(x) { Object.assign(kept, x) }",
    "export function f() { return (f.kept ??= read()) }",
    "export const api = { get() { return (this.kept ??= read()) } }",
    "exports.get = function () { return (this.kept ??= read()) }",
    "exports.get = () => (exports.kept ??= read())",
    "export class A { static #kept; static get() { return (A.#kept ??= read()) } }",
    "export class A { static get() { return (this.kept ??= read()) } }",
    "export class A { static instances = 0; constructor() { A.instances++ } }",
    "export class A { static { known.add(this) } }",
    "export class A { constructor() { this.constructor.count = 1 } }",
    "export class A { get() { return (A.prototype.kept ??= read()) } }",
    "class A { get() { return (this.kept ??= read()) } } export const a = new A()",
    "export class A extends mixin(Object) {}",
    "export const f = memoize(read)",
    "export const f = lodash.memoize(read)",
    "const make = () => { let text; return () => (text ??= read()) }; export const load = make()",
    "export const load = (() => { let text; return () => (text ??= read()) })()",
    "export const settings = { retries: 3 }",
    "const settings = { retries: 3 }; export { settings }",
    "const settings = { retries: 3 }; export default settings",
    "module.exports = { retries: 3 }",
    "export const shapes = Object.freeze([{ sides: 3 }])",
    "export const words = /\\w+/g",
    "export const id = Math.random(), at = Date.now()",
    "export const key = process.env.KEY",
    "import fs from 'node:fs'; export const c = fs.readFileSync('c')",
    "export const c = await load()",
    "import { cache } from 'cache'; export const f = (p) => { cache.set(p, read(p)) }",
    "import settings from 'settings'; export const f = () => { settings.retries = 3 }",
    "globalThis.count = 1",
    "export const f = () => { globalThis.count = 1 }",
    "Array.prototype.last = function () { return this.at(-1) }",
    "export const f = (code) => eval(code)",
    "if (Math.random() > 0.5) exports.f = () => 1",
    "for (const name of ['a']) exports[name] = () => name",
    "export const x = ; // no JavaScript",
  ])("%s", (code) => {
    expect(holdsNoState(code)).toBe(false)
  })
})

describe("effects on what stays when a module is loaded again", () => {
  test.each([
    ["import dayjs from 'dayjs'; import utc from 'dayjs/plugin/utc.js'; dayjs.extend(utc)", "atLoad"],
    ["import { faker } from '@faker-js/faker'; faker.seed(42)", "atLoad"],
    ["import * as tf from '@tensorflow/tfjs'; await tf.setBackend('cpu')", "atLoad"],
    ["import { register } from 'registry'; register('a', () => 1)", "atLoad"],
    ["import { hub } from 'hub'; const stop = hub.on('x', () => 1); export { stop }", "atLoad"],
    ["import { EventEmitter } from 'node:events'; EventEmitter.defaultMaxListeners = 20", "atLoad"],
    ["const dns = require('dns'); dns.setDefaultResultOrder('ipv4first')", "atLoad"],
    ["import { inspect } from 'node:util'; function begin() { inspect.defaultOptions.depth = 4 } begin()", "atLoad"],
    ["import { hub } from 'hub'; for (const name of ['a']) hub.add(name)", "atLoad"],
    ["import { hub } from 'hub'; (() => { hub.add('a') })()", "atLoad"],
    ["import { hub } from 'hub'; class A { static { hub.add(this) } }", "atLoad"],
    ["import { hub } from 'hub'; export function add(x) { hub.add(x) }", "whenCalled"],
    ["import { add } from './hub.ts'; add(1)", "callsLocalAtLoad"],
    ["require('dayjs').extend(require('dayjs/plugin/utc'))", "atLoad"],
    ["require('./hub.cjs').add(1)", "callsLocalAtLoad"],
    ["import { Made } from './hub.ts'; export const made = new Made()", "callsLocalAtLoad"],
  ] as const)("%s: %s", (code, effect) => {
    const { holdsNone, outward } = stateOf(code)
    expect(outward[effect]).toBe(true)
    expect(outward.atLoad).toBe(effect === "atLoad")
    expect(holdsNone).toBe(false)
  })

  test.each([
    "import { z } from 'zod'; export const Row = z.object({ a: z.number() })",
    "import { Hono } from 'hono'; const app = new Hono(); app.get('/', () => 1); export default app",
    "import fs from 'node:fs'; fs.mkdirSync('out', { recursive: true }); export const c = fs.readFileSync('c')",
    "const kept = new Map(); kept.set('a', 1); export const f = (x) => kept.get(x)",
    "console.log('loaded')",
  ])("none: %s", (code) => {
    expect(stateOf(code).outward).toMatchObject({ atLoad: false, callsLocalAtLoad: false })
  })
})

test("code that is nested too deeply to be examined isn't shown to keep nothing", () => {
  const code = `export const sum = ${Array.from({ length: 20_000 }, () => "1").join(" + ")}`
  expect(stateOf(code)).toEqual({ holdsNone: false, outward: noEffects })
  expect(holdsNoState(code)).toBe(false)
})
