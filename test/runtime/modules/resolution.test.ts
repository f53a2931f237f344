import { expect, test } from "vitest"
import { isTranspiled, sourceFormat } from "../../../kernel/runtime/modules/format.ts"
import { isPackageSpecifier, packageName, sourceCandidates } from "../../../kernel/runtime/modules/resolution.ts"

test.each<[string, readonly string[]]>([
  ["/x/h.js", ["/x/h.ts", "/x/h.tsx"]],
  ["/x/h.mjs", ["/x/h.mts"]],
  ["/x/h.cjs", ["/x/h.cts"]],
  ["/x/h.ts", []],
  ["/x/h.json", []],
])("%s may stand for %j", (path, candidates) => {
  expect(sourceCandidates(path)).toEqual(candidates)
})

test("a name with another dot may lack its extension", () => {
  expect(sourceCandidates("/x/h.config")).toEqual(expect.arrayContaining(["/x/h.config.ts", "/x/h.config.js"]))
})

test.each<[string, boolean]>([
  ["lodash", true],
  ["lodash/map", true],
  ["@scope/name", true],
  ["./x", false],
  ["../x", false],
  [".", false],
  ["..", false],
  ["/x", false],
  ["#inner", false],
  ["node:fs", false],
  ["file:///x", false],
  ["data:text/javascript,1", false],
  ["C:\\x", false],
])("%s is a package: %s", (specifier, expected) => {
  expect(isPackageSpecifier(specifier)).toBe(expected)
})

test.each([
  ["lodash/map", "lodash"],
  ["@scope/name/part/x", "@scope/name"],
  ["@scope/name", "@scope/name"],
])("the package of %s is %s", (specifier, name) => {
  expect(packageName(specifier)).toBe(name)
})

test.each<[string, string, "module" | "commonjs"]>([
  ["/none/a.mts", "", "module"],
  ["/none/a.cts", "export const x = 1", "commonjs"],
  ["/none/a.ts", "export type A = 1", "module"],
  ["/none/a.ts", "import x from 'x'", "module"],
  ["/none/a.ts", "await 1", "module"],
  ["/none/a.ts", "exports.x = require('x')", "commonjs"],
  ["/none/a.ts", "import x = require('x')\nexport const y = x", "commonjs"],
  ["/none/a.ts", "class A {}\nexport = A", "commonjs"],
  ["/none/a.tsx", "export default <b/>", "module"],
  ["/none/a.ts", "console.log('required')", "module"],
])("%s with %j is %s", (path, source, format) => {
  expect(sourceFormat(path, source)).toBe(format)
})

test.each<[string, boolean]>([
  ["a.ts", true],
  ["a.mts", true],
  ["a.cts", true],
  ["a.tsx", true],
  ["a.jsx", true],
  ["a.js", false],
  ["a.mjs", false],
  ["a.json", false],
])("%s is transpiled: %s", (path, expected) => {
  expect(isTranspiled(path)).toBe(expected)
})
