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
    "lib/inventory.ts",
    (number) => `export class Inventory {
  #items = new Map<string, number>()
  readonly log: string[] = []
  add(name: string, count = 1): this {
    this.#items.set(name, (this.#items.get(name) ?? 0) + count + ${number})
    this.log.push(name)
    return this
  }
  get total(): number {
    return [...this.#items.values()].reduce((sum, count) => sum + count, 0)
  }
}
export const shared = new Inventory()
const cache = new Map<string, unknown>()
let misses = 0
export function cached<Value>(key: string, make: () => Value): Value {
  if (!cache.has(key)) {
    misses++
    cache.set(key, make())
  }
  return cache.get(key) as Value
}
export const missed = (): number => misses
`,
  ],
  [
    "lib/bus.ts",
    (number) => `type Listener = (text: string) => void
const listeners: Record<string, Listener[]> = {}
export const sent: string[] = []
export function on(name: string, listener: Listener): () => void {
  const list = (listeners[name] ??= [])
  list.push(listener)
  return () => void list.splice(list.indexOf(listener), 1)
}
export function emit(name: string, text: string): void {
  sent.push(\`\${name} ${number}\`)
  for (const listener of listeners[name] ?? []) listener(text)
}
`,
  ],
  [
    "lib/config.ts",
    (number) => `export const config = { level: ${number}, tags: ["config"], nested: { on: false } }
export function configure(options: Partial<typeof config>): typeof config {
  return Object.assign(config, options)
}
export const describe = (): string => \`\${config.level} \${config.tags.join()} \${config.nested.on}\`
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
