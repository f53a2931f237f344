import { describe, expect, test } from "vitest"
import { analyseCell } from "../../kernel/cell/analyse.ts"
import { transpile } from "../../kernel/cell/transpile.ts"

function fingerprintOf(source: string): string {
  const { statements, problems } = analyseCell(source)
  expect({ source, problems }).toEqual({ source, problems: [] })
  return statements.map(({ fingerprint }) => fingerprint).join()
}

/** What is run in the end, as the transpiler prints it, without what does nothing. */
function codeOf(source: string): string {
  const { code } = transpile(source, "cell.tsx", { keepUnusedImports: true })
  return code
    .replaceAll(/^(?:export \{\};?|\s*;)$/gm, "")
    .replaceAll(/\n\s*/g, "\n")
    .trim()
}

/** Each row has sources with types, and without. */
const typesAlone: readonly (readonly [what: string, ...sources: readonly string[]])[] = [
  ["a type among the imports", `import { a, type T } from "x"`, `import { a } from "x"`],
  ["an import of types alone", `import type { T } from "x"\nimport type U from "y"\nf()`, `f()`],
  ["exported types", `export { a, type T } from "x"`, `export { a } from "x"`],
  ["an export of types", `export type { T } from "x"\nexport type U = 1\nexport interface V {}\nf()`, `f()`],
  ["a `this` parameter", `function f(this: Date, a: number) { return a }`, `function f(a) { return a }`],
  ["a `this` parameter of a method", `const a = { f(this: Date) {} }`, `const a = { f() {} }`],
  [
    "a `this` parameter of a function that is a value",
    `const f = function (this: unknown) {}`,
    `const f = function () {}`,
  ],
  ["an abstract class", `abstract class A { a = 1 }`, `class A { a = 1 }`],
  [
    "abstract members",
    `abstract class A { abstract a: number; abstract f(): void; abstract get b(): string; protected abstract readonly c: 1; d = 1 }`,
    `class A { d = 1 }`,
  ],
  ["declared fields", `class A { declare a: number; declare readonly b: 1; c = 1 }`, `class A { c = 1 }`],
  ["optional members", `class A { a?: number; f?(): void }`, `class A { a }`],
  ["optional methods", `class A { f?(): void {} }`, `class A { f() {} }`],
  ["sure members", `class A { a!: number }`, `class A { a }`],
  [
    "members' modifiers",
    `class A { private a = 1; protected readonly b = 2; public static c = 3 }`,
    `class A { a = 1; b = 2; static c = 3 }`,
  ],
  ["overriding", `class A extends B { override f(): void {} }`, `class A extends B { f() {} }`],
  ["index signatures", `class A { [name: string]: number; static [name: string]: number; a = 1 }`, `class A { a = 1 }`],
  ["overloads", `function f(a: number): void\nfunction f(a: string): void\nfunction f(a) {}`, `function f(a) {}`],
  [
    "overloads of methods",
    `class A { constructor(a: number); constructor(a) {} f(a: 1): void; f(a: 2): void; f(a) {} static g(): 1; static g() {} }`,
    `class A { constructor(a) {} f(a) {} static g() {} }`,
  ],
  [
    "overloads within a function",
    `function f() { function g(a: 1): void; function g(a) {} return g }`,
    `function f() { function g(a) {} return g }`,
  ],
  ["types within a function", `function f() { interface A {}; type B = 1; return 1 }`, `function f() { return 1 }`],
  ["types within a case", `switch (a) { case 1: { type B = 1 } f() }`, `switch (a) { case 1: {} f() }`],
  [
    "declared names",
    `declare const a: number\ndeclare function f(): void\ndeclare class C {}\ndeclare enum E { A }\ng()`,
    `g()`,
  ],
  ["declared names within a function", `function f() { declare const a: 1; return 1 }`, `function f() { return 1 }`],
  ["a declared module", `declare module "x" { export const a: 1 }\ndeclare global { var b: 1 }\nf()`, `f()`],
  ["a namespace of types", `namespace N { export interface A {} export type B = 1 }\nf()`, `f()`],
  [
    "types in a namespace",
    `namespace N { export type B = 1; export const a: number = 1; interface C {} }`,
    `namespace N { export const a = 1 }`,
  ],
  [
    "a namespace in a namespace, of types",
    `namespace N { export namespace M { export type A = 1 } export const a = 1 }`,
    `namespace N { export const a = 1 }`,
  ],
  ["a constant enum, which is made as any other", `const enum A { B }`, `enum A { B }`],
  ["satisfies", `const a = { b: 1 } satisfies B`, `const a = { b: 1 } as const`, `const a = { b: 1 }`],
  ["assertions", `const a = (b as unknown as C).d!.e`, `const a = b.d.e`],
  ["assertions in optional chains", `const a = b?.c!.d`, `const a = b?.c.d`],
  ["assertions around optional chains", `const a = (b?.c)!.d`, `const a = (b?.c as C).d`],
  ["assertions where something is assigned", `(a as any).b = 1; (c!) = 2`, `a.b = 1; c = 2`],
  [
    "type arguments",
    `const a = f<string>(b), c = new Map<A, B>(), d = g<number>, e = h<C>\`x\``,
    "const a = f(b), c = new Map(), d = g, e = h`x`",
  ],
  ["type parameters", `const f = <A, const B extends A = A>(a: A): B => a`, `const f = (a) => a`],
  [
    "type predicates",
    `function f(a): a is string { return g(a) }\nfunction h(a): asserts a {}`,
    `function f(a) { return g(a) }\nfunction h(a) {}`,
  ],
  ["inherited types", `class A<T> extends B<T> implements C<T>, D {}`, `class A extends B {}`],
  ["types in patterns", `const { a, ...b }: C = d, [e]: [F] = g`, `const { a, ...b } = d, [e] = g`],
  ["types of caught errors", `try {} catch (error: unknown) {}`, `try {} catch (error) {}`],
  ["types of rest and defaults", `function f(a: A = 1, ...b: readonly B[]) {}`, `function f(a = 1, ...b) {}`],
  [
    "types of accessors",
    `class A { get a(): 1 { return 1 } set a(b: 1) {} }`,
    `class A { get a() { return 1 } set a(b) {} }`,
  ],
  [
    "types of `accessor`",
    `class A { accessor a: number = 1; private accessor b!: string }`,
    `class A { accessor a = 1; accessor b }`,
  ],
  ["an abstract class as a value", `const A = class { private a = 1 }`, `const A = class { a = 1 }`],
  ["types of what is exported by default", `export default interface A {}\nf()`, `f()`],
  ["line ends in templates", "const a = `x\r\ny`", "const a = `x\ny`"],
  ["semicolons", `class A { a = 1;; f() {}; }\n;;`, `class A { a = 1\n f() {} }`],
]

/** Sources that all do something else. */
const different: readonly string[] = [
  `const a = 1e999`,
  `const a = "Infinityn"`,
  `const a = "Infinity"`,
  `const a = { number: "Infinity" }`,
  `const a = null`,
  `const a = undefined`,
  `const a = void 0`,
  `let a`,
  `const a = 1n`,
  `const a = "1n"`,
  `const a = "1"`,
  `const a = 1`,
  `const a = { bigint: "1" }`,
  `const a = 0`,
  `const a = -0`,
  `const a = 0n`,
  `const a = true`,
  `const a = "true"`,
  `const a = /x/`,
  `const a = /x/u`,
  `const a = "/x/"`,
  `const a = { regex: { pattern: "x", flags: "" } }`,
  `const a = RegExp("x")`,
  `const a = {}`,
  `const a = []`,
  `const a = [,]`,
  `const a = [null]`,
  `const a = [undefined]`,
  `const a = [[]]`,
  `const a = [,,]`,
  "const a = `x`",
  "const a = `${x}`",
  "const a = `\\n`",
  "const a = String.raw`\\n`",
  "const a = String.raw`\n`",
  `const a = "\\uD800"`,
  `const a = "\\uFFFD"`,
  `const a = "\\uFFFDd800"`,
  `const a = { b() {} }`,
  `const a = { get b() {} }`,
  `const a = { b: function () {} }`,
  `const a = { async b() {} }`,
  `const a = { *b() {} }`,
  `const a = { b: () => {} }`,
  `const a = { "b": 1, __proto__: c }`,
  `const a = { "b": 1, ["__proto__"]: c }`,
  `function a() { "use strict" }`,
  `function a() { ("use strict") }`,
  `function a() {}`,
  `function* a() {}`,
  `async function a() {}`,
  `const a = function () {}`,
  `const a = () => {}`,
  `const a = () => ({})`,
  `class A {}`,
  `class A { a }`,
  `class A { a() {} }`,
  `class A { get a() { } }`,
  `class A { set a(b) { } }`,
  `class A { static a() {} }`,
  `class A { static a }`,
  `class A { static { a } }`,
  `class A { #a }`,
  `class A { "constructor"() { f() } }`,
  `class A { ["constructor"]() { f() } }`,
  `class A { accessor a }`,
  `class A { constructor(private a) {} }`,
  `class A { constructor(a) {} }`,
  `class A { @b a }`,
  `class A { @c a }`,
  `@b class A {}`,
  `enum A { B }`,
  `enum A { B = "B" }`,
  `namespace A { export const b = 1 }`,
  `namespace A { const b = 1 }`,
  `import { a } from "x"`,
  `import a from "x"`,
  `import * as a from "x"`,
  `import "x"`,
  `import { b as a } from "x"`,
  `import { type b as c, a } from "y"`,
  `import a from "x" with { type: "json" }`,
  `const a = b?.c.d`,
  `const a = (b?.c).d`,
  `const a = b.c.d`,
  `const a = b?.c?.d`,
  `const a = b.c(d)`,
  `const a = b.c?.(d)`,
  `const a = new b.c(d)`,
  `const a = b["c"].d`,
  `const a = b - (c - d)`,
  `const a = b - c - d`,
  `const a = b ?? c`,
  `const a = b || c`,
  `a = b`,
  `a += b`,
  `if (a) {} else { b }`,
  `if (a) { b }`,
  `for (const a of b);`,
  `for (const a in b);`,
  `for await (const a of b);`,
  `a: for (;;) break a`,
  `a: for (;;) continue a`,
  `const a = <b>x</b>`,
  `const a = <b> x</b>`,
  `const a = <b x/>`,
  `const a = <b x="true"/>`,
  `const a = <></>`,
  `let a = 1`,
  `var a = 1`,
  `using a = b`,
  `await using a = b`,
  `const a = b, c = d`,
  `const a = (b, c)`,
  `const a = import("x")`,
  `const a = import.meta`,
  `const a = new.target`.replace("new.target", "this"),
  `throw a`,
  `debugger`,
]

/** The sources that are the same. */
function groupsOf(groups: ReadonlyMap<string, readonly string[]>): readonly string[] {
  return [...groups.values()].filter(({ length }) => length > 1).map((group) => group.join("  =  "))
}

describe("a fingerprint", () => {
  test.for(typesAlone)("doesn't count %s, which the transpiler erases", ([, ...sources]) => {
    // What these tests are about has to be true of what is run.
    expect(new Set(sources.map(codeOf)).size).toBe(1)
    expect(new Set(sources.map(fingerprintOf)).size).toBe(1)
  })

  test("counts whatever the transpiler doesn't erase", () => {
    const all = [...different, ...typesAlone.map(([, source = ""]) => source)]
    const ofFingerprints = Map.groupBy(all, fingerprintOf)
    const ofCodes = Map.groupBy(all, codeOf)
    expect(groupsOf(ofFingerprints)).toEqual(groupsOf(ofCodes))
  })
})
