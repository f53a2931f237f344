/**
 * Counts type assertions (`as` other than `as const`, `<T>value`, and `!`) in the code that is shipped, and fails when there
 * are more than one in 1,000 lines.
 * Run: `node scripts/countCasts.ts [--list]`
 */
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { parseSync, Visitor } from "oxc-parser"

const root = join(import.meta.dirname, "..")
const maxPerThousandLines = 1

const casts: string[] = []
let lines = 0
for (const file of globSync("{kernel,extension,webview}/**/*.{ts,tsx}", { cwd: root })) {
  const text = readFileSync(join(root, file), "utf8")
  lines += text.split("\n").length - 1
  const add = ({ start, end }: { start: number; end: number }): void => {
    casts.push(`${file}:${text.slice(0, start).split("\n").length}  ${text.slice(start, end).split("\n")[0] ?? ""}`)
  }
  new Visitor({
    TSAsExpression: (node) => {
      const { typeAnnotation: type } = node
      const isConst =
        type.type === "TSTypeReference" && type.typeName.type === "Identifier" && type.typeName.name === "const"
      // `value as unknown as Type` is one.
      const isWithin = type.type === "TSUnknownKeyword" && text.startsWith(" as ", node.end)
      if (!isConst && !isWithin) add(node)
    },
    TSTypeAssertion: add,
    TSNonNullExpression: add,
  }).visit(parseSync(file, text).program)
}

if (process.argv.includes("--list")) console.log(casts.join("\n"))
const perThousand = (casts.length / lines) * 1_000
console.log(`${casts.length} casts in ${lines} lines: ${perThousand.toFixed(2)} in 1,000`)
if (perThousand > maxPerThousandLines) process.exitCode = 1
