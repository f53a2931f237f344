import type { IngredientModel } from "./generator.ts"

/** What a task can make of an ingredient. */
export interface Use {
  /** Its value is plain data, the same each time. */
  expression: string
  /** What it looks at and may change: the next task would see that in a script, and doesn't in a run. */
  state?: string
}

/** The cells that an ingredient adds to a notebook, and what tasks can do with it. */
export interface Ingredient {
  cells: readonly string[]
  uses: readonly Use[]
}

/** What an ingredient is made of. */
interface Parts {
  /** Makes its names different from those of others. */
  id: string
  number: number
  /** An expression of an ingredient before it. */
  base: string
}

/** What it defines, the effects that it has afterwards, and what can be made of it. */
interface Recipe {
  defines: string
  effects?: string
  uses: readonly (string | Use)[]
}

const recipes = {
  helper: ({ id, number, base }) => ({
    defines: `const base${id} = ${number}
function scale${id}(value: number): number {
  return value * base${id} + inner()
  function inner(): number {
    return 1
  }
}
const seen${id} = (): unknown => ${base}`,
    uses: [`scale${id}(3)`, `[1, 2].map(scale${id})`, `seen${id}()`],
  }),
  closure: ({ id, number }) => ({
    defines: `const next${id} = ((value: number) => () => value++)(${number})`,
    uses: [{ expression: `[next${id}(), next${id}()].join()`, state: id }],
  }),
  memo: ({ id, number }) => ({
    defines: `const known${id} = new Map<number, number>()
function square${id}(value: number): number {
  if (!known${id}.has(value)) known${id}.set(value, value ** 2)
  return known${id}.get(value) ?? NaN
}`,
    effects: `square${id}(${number})`,
    uses: [`square${id}(${number})`, `known${id}.has(${number})`],
  }),
  classes: ({ id, number, base }) => ({
    defines: `class Base${id} {
  static readonly known: string[] = []
  static {
    this.known.push("base ${number}")
  }
  #value = ${number}
  readonly from: unknown = ${base}
  get twice(): number {
    return this.#value * 2
  }
}
class Derived${id} extends Base${id} {
  static {
    Base${id}.known.push("derived")
  }
  override get twice(): number {
    return super.twice + 1
  }
}`,
    uses: [`new Derived${id}().twice`, `Base${id}.known.join()`, `new Base${id}().from`, `Derived${id}.name`],
  }),
  instance: ({ id, number }) => ({
    defines: `class Counter${id} {
  #count = ${number}
  next(): number {
    return ++this.#count
  }
  get count(): number {
    return this.#count
  }
}
const counter${id} = new Counter${id}()`,
    effects: `counter${id}.next()`,
    uses: [
      { expression: `counter${id}.count`, state: id },
      { expression: `counter${id}.next()`, state: id },
    ],
  }),
  registry: ({ id, number, base }) => ({
    defines: `const registry${id} = new Map<string, (text: string) => unknown>()
function register${id}(name: string, handle: (text: string) => unknown): void {
  registry${id}.set(name, handle)
}`,
    effects: `register${id}("json", JSON.parse)
register${id}("long", (text) => text.padEnd(${number}, "."))
register${id}("base", () => ${base})`,
    uses: [
      `[...registry${id}.keys()].join()`,
      `registry${id}.get("long")?.("x")`,
      `registry${id}.get("json")?.("[${number}]")`,
      `registry${id}.get("base")?.("")`,
    ],
  }),
  part: ({ id, number, base }) => ({
    defines: `const box${id} = { list: [${number}] as unknown[], deep: { n: ${number} } }
const deepOf${id} = () => box${id}.deep`,
    effects: `const part${id} = box${id}.list
part${id}.push(${base})
for (const one of [deepOf${id}()]) one.n += ${number}
const deep${id} = deepOf${id}()
deep${id}.n *= 2`,
    uses: [`box${id}`, `deepOf${id}().n`, `part${id}.length`, `deep${id}`],
  }),
  holder: ({ id, number }) => ({
    defines: `const held${id} = { n: ${number} }
const holders${id} = new Map([["a", held${id}]])
class Holder${id} {
  constructor(readonly held: { n: number }) {}
}
const holder${id} = new Holder${id}(held${id})`,
    effects: `holders${id}.get("a")!.n += ${number}
held${id}.n++
holder${id}.held.n += 100`,
    uses: [`held${id}.n`, `[...holders${id}.values()]`, `holder${id}.held.n`],
  }),
  environmentAlias: ({ id, number }) => ({
    defines: `const variables${id} = process.env\nconst everything${id} = { process }`,
    effects: `variables${id}.ORACLE_ALIAS_${id} = "${number}"\neverything${id}.process.env.ORACLE_HELD_${id} = "${number}"`,
    uses: [`process.env.ORACLE_ALIAS_${id}`, `process.env.ORACLE_HELD_${id}`],
  }),
  globalAlias: ({ id, number }) => ({
    defines: `const root${id}: Record<string, unknown[]> = globalThis as never
root${id}.oracleList${id} = []`,
    effects: `root${id}.oracleList${id}.push(${number})
const kept${id} = root${id}.oracleList${id}
kept${id}.push("${id}")`,
    uses: [`(Reflect.get(globalThis, "oracleList${id}") as unknown[]).join()`],
  }),
  moduleAlias: ({ id, number }) => ({
    defines: `import { entries as entries${id}, history as historyToo${id} } from "./lib/state.ts"`,
    effects: `const log${id} = entries${id}()
log${id}.push("${number}")
const add${id} = entries${id}
add${id}().push("more")`,
    uses: [`historyToo${id}()`, `entries${id}().length`],
  }),
  list: ({ id, number, base }) => ({
    defines: `const list${id}: unknown[] = [${number}]`,
    effects: `list${id}.push(${base})\nfor (let index = 0; index < ${number % 3}; index++) list${id}.push(index)`,
    uses: [`list${id}`, `list${id}.length`],
  }),
  variable: ({ id, number }) => ({
    defines: `let count${id} = ${number}\nfunction bump${id}(by: number) { return (count${id} += by) }`,
    effects: `bump${id}(${number})`,
    uses: [
      { expression: `count${id}`, state: id },
      { expression: `[bump${id}(1), count${id}]`, state: id },
    ],
  }),
  environment: ({ id, number }) => ({
    defines: `process.env.ORACLE_${id} = "value ${number}"`,
    effects: `if (${number} % 2 === 0) process.env.ORACLE_${id} += " even"`,
    uses: [`process.env.ORACLE_${id}`, `process.env["ORACLE_${id}"]?.length`],
  }),
  sharedVariable: ({ id, number }) => ({
    defines: `process.env.ORACLE_SHARED = "${number}"`,
    effects: `process.env.ORACLE_SHARED += ",${id}"`,
    uses: ["process.env.ORACLE_SHARED"],
  }),
  environmentFile: () => ({
    defines: 'process.loadEnvFile("data/oracle.env")',
    uses: ["process.env.ORACLE_FILE", "process.env.ORACLE_FILE_NUMBER"],
  }),
  variableInConstant: ({ id, number }) => ({
    defines: `process.env.ORACLE_KEY_${id} = "key ${number}"\nconst key${id} = process.env.ORACLE_KEY_${id}`,
    uses: [`key${id}`],
  }),
  global: ({ id, number, base }) => ({
    defines: `Object.assign(globalThis, { oracle${id}: ${number} })`,
    effects: `Reflect.set(globalThis, "oracleToo${id}", ${base})`,
    uses: [`Reflect.get(globalThis, "oracle${id}")`, `Reflect.get(globalThis, "oracleToo${id}")`],
  }),
  prototype: ({ id, number }) => ({
    defines: `Object.defineProperty(Array.prototype, "oracle${id}", {
  configurable: true,
  value(this: unknown[]) {
    return this.length + ${number}
  },
})`,
    uses: [`Reflect.get([1, 2], "oracle${id}").call([1, 2])`],
  }),
  moduleState: ({ id, number }) => ({
    defines: `import { getValue as get${id}, history as history${id}, setValue as set${id} } from "./lib/state.ts"`,
    effects: `set${id}(${number})`,
    uses: [`get${id}()`, `history${id}()`],
  }),
  moduleFront: ({ id, number }) => ({
    defines: `import { front as front${id}, setValue as put${id} } from "./lib/front"`,
    effects: `put${id}(${number + 20})`,
    uses: [`front${id}()`],
  }),
  moduleBack: ({ id }) => ({
    defines: `import * as back${id} from "./lib/back.ts"`,
    uses: [`back${id}.front()`, `back${id}.start`],
  }),
  modulePure: ({ id, number }) => ({
    defines: `import { scale as pure${id} } from "./lib/pure.ts"\nconst scaled${id} = pure${id}(${number})`,
    uses: [`pure${id}(4)`, `scaled${id}`],
  }),
  moduleEffect: ({ id, number }) => ({
    defines: 'import "./lib/effect.ts"',
    effects: `const after${id} = ${number}`,
    uses: ["process.env.ORACLE_EFFECT", 'Reflect.get(globalThis, "oracleEffect")', `after${id}`],
  }),
  commonJs: ({ id, number }) => ({
    defines: `const common${id} = require("./lib/common.cjs")`,
    effects: `common${id}.add(${number})`,
    uses: [`common${id}.all()`],
  }),
  sharedCommonJs: ({ id, number }) => ({
    defines: `import { twice as twice${id} } from "./lib/shared.cjs"`,
    uses: [`twice${id}(${number})`],
  }),
  package: ({ id, number }) => ({
    defines: `import tiny${id} from "tiny-dates"`,
    effects: `tiny${id}.extend((Tiny: { prototype: object }) => {
  Reflect.set(Tiny.prototype, "add${id}", function (this: { value: number }) {
    return this.value + ${number}
  })
})
tiny${id}.settings.locale += "${number}"`,
    uses: [`tiny${id}(1).value`, `tiny${id}(1).add${id}?.()`, `tiny${id}.settings.locale`],
  }),
  lazy: ({ id, number }) => ({
    defines: `const load${id} = async () => (await import("./lib/lazy.ts")).lazy`,
    uses: [`(await load${id}()).value + ${number}`, `(await load${id}()).text`],
  }),
  json: ({ id, number }) => ({
    defines: `import words${id} from "./data/words.json"`,
    uses: [`words${id}.list.join("${number}")`, `words${id}.number`],
  }),
  file: ({ id, number }) => ({
    defines: `import { readFileSync as read${id} } from "node:fs"
const rows${id} = read${id}("data/rows.txt", "utf8").trim().split("\\n")`,
    uses: [`rows${id}`, `rows${id}[${number % 2}]`, `read${id}("data/rows.txt", "utf8").length`],
  }),
  computed: ({ id, number, base }) => ({
    defines: `const computed${id} = { from: ${base}, list: [${number}].map((value) => value + 1) }`,
    uses: [`computed${id}`, `computed${id}.list`],
  }),
  mutable: ({ id, number }) => ({
    defines: `let value${id} = ${number}
value${id} += 2
while (value${id} < 8) value${id} *= 2`,
    uses: [`value${id}`, `value${id} + 1`],
  }),
  attempt: ({ id, number }) => ({
    defines: `let outcome${id} = "none"
try {
  if (${number} % 2 === 0) throw new Error("even ${number}")
  outcome${id} = "odd"
} catch (error) {
  outcome${id} = error instanceof Error ? error.message : "?"
} finally {
  process.env.ORACLE_TRIED_${id} = outcome${id}
}`,
    uses: [`outcome${id}`, `process.env.ORACLE_TRIED_${id}`],
  }),
  enumeration: ({ id, number }) => ({
    defines: `enum Level${id} {
  Low = ${number},
  High,
}
namespace Names${id} {
  export const of = (level: Level${id}): string => \`\${Level${id}[level]} ${number}\`
}`,
    uses: [`Level${id}.High`, `Names${id}.of(Level${id}.Low)`],
  }),
  generator: ({ id, number, base }) => ({
    defines: `function* steps${id}(limit: number): Generator<unknown> {
  yield ${base}
  for (let step = 0; step < limit; step++) yield step * ${number}
}`,
    uses: [`[...steps${id}(2)]`, `steps${id}(0).next().value`],
  }),
  destructured: ({ id, number, base }) => ({
    defines: `const { first${id}, ...others${id} } = { first${id}: ${base}, second: ${number}, third: [${number}] }
const [head${id} = "none", ...tail${id}] = [${number}, "a"]`,
    uses: [`first${id}`, `others${id}`, `tail${id}`, `head${id}`],
  }),
  template: ({ id, number }) => ({
    defines: `const parts${id}: string[] = []
function tag${id}(texts: TemplateStringsArray, ...values: unknown[]): string {
  return texts.join("?") + values.join()
}`,
    effects: `parts${id}.push(tag${id}\`a \${${number}} b\`)`,
    uses: [`parts${id}`, `tag${id}\`x\${${number}}\``],
  }),
  proxy: ({ id, number }) => ({
    defines: `const target${id}: Record<string, unknown> = {}
const proxy${id} = new Proxy(target${id}, { get: (object, name) => object[String(name)] ?? ${number} })`,
    effects: `proxy${id}.set = "set"`,
    uses: [`proxy${id}.set`],
  }),
  hidden: ({ id, number }) => ({
    defines: `const hidden${id} = new WeakMap<object, number>()
const key${id} = Symbol("key")
class Box${id} {
  [key${id}] = "symbol"
  constructor(value: number) {
    hidden${id}.set(this, value)
  }
  open(): number | undefined {
    return hidden${id}.get(this)
  }
}`,
    uses: [`new Box${id}(${number}).open()`, `new Box${id}(1)[key${id}]`],
  }),
  values: ({ id, number }) => ({
    defines: `const date${id} = new Date(${number} * 86400000)
const bytes${id} = Uint8Array.of(1, ${number})
const big${id} = ${number}n ** 20n
const pattern${id} = /[${number}-9]+/gu`,
    uses: [
      `date${id}`,
      `bytes${id}`,
      `big${id}`,
      `new Map([[${number}, new Set([date${id}])]])`,
      `"a12b".replace(pattern${id}, "")`,
    ],
  }),
  setUpFunction: ({ id, number, base }) => ({
    defines: `const settings${id}: Record<string, unknown> = { depth: ${number} }
function configure${id}(): void {
  settings${id}.name = "configured"
  settings${id}.base = ${base.includes("await") ? '"no"' : base}
}`,
    effects: `configure${id}()`,
    uses: [`settings${id}`, `settings${id}.name`],
  }),
  setUpAwaited: ({ id, number }) => ({
    defines: `const loaded${id}: number[] = []
async function load${id}(value: number): Promise<void> {
  await Promise.resolve()
  loaded${id}.push(value)
}`,
    effects: `await load${id}(${number})`,
    uses: [`loaded${id}`],
  }),
} as const satisfies Readonly<Record<string, (parts: Parts) => Recipe>>

/** All kinds of ingredients. */
export const ingredientKinds = Object.keys(recipes) as readonly (keyof typeof recipes)[]

/** Writes an ingredient. */
export function ingredientOf(
  { kind, number, base, isApart }: IngredientModel,
  position: number,
  before: readonly Use[],
): Ingredient {
  // What needs an await can't stand within a function.
  const bases = before.filter(({ expression, state }) => state === undefined && !expression.includes("await"))
  const { expression = String(number) } = bases[base % Math.max(1, bases.length)] ?? {}
  const recipe: Recipe = recipes[kind]({ id: `_${position}`, number, base: expression })
  const { defines, effects, uses } = recipe
  return {
    cells: effects === undefined ? [defines] : isApart ? [defines, effects] : [`${defines}\n${effects}`],
    uses: uses.map((use) => (typeof use === "string" ? { expression: use } : use)),
  }
}
