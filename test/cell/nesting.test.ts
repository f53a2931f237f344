import { expect, test } from "vitest"
import { analyseCell } from "../../kernel/cell/analyse.ts"
import { isTooDeep } from "../../kernel/cell/nesting.ts"

const many = 100_000

test.each([
  ["brackets", "(".repeat(many)],
  ["brackets in templates", "`${".repeat(many)],
  ["types", `let a: ${"Array<".repeat(many)}`],
  ["tags", "<a>".repeat(many)],
  ["conditions", `${"a ? b : ".repeat(many)}c`],
  ["conditions over lines", `${"a\n  ? b\n  : ".repeat(many)}c`],
  ["functions", `${"a => ".repeat(many)}a`],
  ["assignments", `${"a = ".repeat(many)}a`],
  ["else after else", `if (a) {}${" else if (a) {}".repeat(many)}`],
  ["loops", `${"for (;;) ".repeat(many)};`],
  ["operators", `${"!".repeat(many)}a`],
  ["keywords", `${"await ".repeat(many)}a`],
  ["a sum", `a${" + a".repeat(many)}`],
  ["calls", `a${".b()".repeat(many)}`],
  ["brackets among what is fine", `${"const a = 1\n".repeat(many)}${"[".repeat(many)}`],
])("doesn't give the parser %s of any number", (_, source) => {
  expect(isTooDeep(source)).toBe(true)
  expect(analyseCell(source).problems[0]?.message).toContain("nested too deeply")
})

test.each([
  ["many statements", "const a = f(1);".repeat(many)],
  ["many statements without semicolons", "const a = f(1)\n".repeat(many)],
  ["a long list", `const a = [${"{ b: 1, c: [2, 3] },\n".repeat(many)}]`],
  ["a long text", `const a = "${"word ".repeat(many)}"`],
  ["a text of 16 MB", `const a = "${"x".repeat(16e6)}"`],
  ["a text of 16 MB in other quotes", `const a = '${"( ".repeat(8e6)}'`],
  ["a text of 16 MB, all of it escaped", `const a = "${String.raw`\"`.repeat(8e6)}"`],
  ["a text over many lines", `const a = "${"[\\\n".repeat(many)}"`],
  ["a template of 16 MB", `const a = \`${String.raw`($\${\n`.repeat(4e6)}\``],
  ["a comment of 16 MB", `// ${"(".repeat(16e6)}\nconst a = 1`],
  ["a long template", `const a = \`${"word ( ".repeat(many)}\${a} ${"word ( ".repeat(many)}\``],
  ["a long comment", `/*${"word ( ".repeat(many)}*/`],
])("gives it %s", (_, source) => {
  expect(isTooDeep(source)).toBe(false)
})
