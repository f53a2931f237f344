/** Writes the text of a file that lies beside random notebooks, with a number in it. */
type File = readonly [path: string, textOf: (number: number) => string]

const files: readonly File[] = [
  [
    "lib/state.ts",
    (number) => `let value = ${number}
const log: string[] = []
export function setValue(next: number): void {
  value = next
  log.push(String(next))
}
export const getValue = (): number => value
export const history = (): string => log.join()
export const entries = (): string[] => log
`,
  ],
  [
    "lib/front.ts",
    (number) => `import { getValue, history } from "./state.ts"
export { setValue } from "./state.ts"
export const front = (): string => \`front ${number}: \${getValue()} (\${history()})\`
`,
  ],
  [
    "lib/back.ts",
    (number) => `export { front } from "./front.ts"
export const start = ${number}
`,
  ],
  ["lib/pure.ts", (number) => `export const scale = (value: number): number => value * ${number + 2}\n`],
  ["lib/lazy.ts", (number) => `export const lazy = { value: ${number}, text: "lazy" }\n`],
  [
    "lib/effect.ts",
    (number) => `process.env.ORACLE_EFFECT = "effect ${number}"
Object.assign(globalThis, { oracleEffect: ${number} })
export const done = true
`,
  ],
  [
    "lib/common.cjs",
    (number) => `const { twice } = require("./shared.cjs")
const values = [${number}]
exports.add = (value) => void values.push(twice(value))
exports.all = () => values.join()
`,
  ],
  ["lib/shared.cjs", (number) => `exports.twice = (value) => value * 2 + ${number}\n`],
  ["data/words.json", (number) => JSON.stringify({ list: ["a", "b"], number })],
  ["data/rows.txt", (number) => `one,1\ntwo,${number}\n`],
  ["data/oracle.env", (number) => `ORACLE_FILE="from a file"\nORACLE_FILE_NUMBER=${number}\n`],
  [
    "node_modules/tiny-dates/package.json",
    (number) => JSON.stringify({ name: "tiny-dates", version: `1.0.${number}`, main: "index.js" }),
  ],
  [
    "node_modules/tiny-dates/index.js",
    (number) => `class Tiny {
  constructor(value) {
    this.value = value + ${number}
  }
}
const tiny = (value) => new Tiny(value)
tiny.extend = (plugin) => plugin(Tiny)
tiny.settings = { locale: "en" }
module.exports = tiny
`,
  ],
]

/**
 * The files beside random notebooks.
 * @param number changes their contents
 * @param which the file that is changed; the version of an npm package counts, and not its files
 */
export function sharedFiles(number: number, which?: number): Readonly<Record<string, string>> {
  return Object.fromEntries(
    files.map(([path, textOf], index) => {
      const isPackage = path.startsWith("node_modules/")
      const isChanged = which === undefined || index === which % files.length
      return [path, textOf(isChanged && !isPackage ? number : 0)]
    }),
  )
}
