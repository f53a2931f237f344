import { expect, test } from "vitest"
import { specifiersIn } from "../../kernel/cell/specifiers.ts"

test.each([
  [`import { a } from "./a.ts"`, ["./a.ts"]],
  [`import type { T } from './t.ts'\nexport * from "./b.js"`, ["./t.ts", "./b.js"]],
  [`import "./effects.ts"\nimport x, { y }\n  from\n  "pkg/sub"`, ["./effects.ts", "pkg/sub"]],
  [`const m = await import( "./late.ts" ), n = require('./old.cjs')`, ["./late.ts", "./old.cjs"]],
  ["const m = import(`./plain.ts`)", ["./plain.ts"]],
  ["const m = import(`./${name}.ts`)", ["./${name}.ts"]],
  [
    `await subflow("other.tsnb"); subflow("../up.tsnb"); subflow("/abs.tsnb")`,
    ["./other.tsnb", "../up.tsnb", "/abs.tsnb"],
  ],
  [`const text = "./no.ts"; important("./no.ts"); const fromage = "x"`, []],
  ["", []],
])("%s names %j", (source, specifiers) => {
  expect(specifiersIn(source)).toEqual(specifiers)
})
