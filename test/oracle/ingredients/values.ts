import type { Recipes } from "./recipe.ts"

/** Values that cells compute, and change. */
export const values = {
  list: ({ id, number, base }) => ({
    defines: `const list${id}: unknown[] = [${number}]`,
    changes: [`list${id}.push(${base})\nfor (let index = 0; index < ${number % 3}; index++) list${id}.push(index)`],
    uses: [`list${id}`, `list${id}.length`],
  }),
  variable: ({ id, number }) => ({
    defines: `let count${id} = ${number}\nfunction bump${id}(by: number) { return (count${id} += by) }`,
    changes: [`bump${id}(${number})`],
    uses: [
      { expression: `count${id}`, state: id },
      { expression: `[bump${id}(1), count${id}]`, state: id },
    ],
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
    changes: [`parts${id}.push(tag${id}\`a \${${number}} b\`)`],
    uses: [`parts${id}`, `tag${id}\`x\${${number}}\``],
  }),
  proxy: ({ id, number }) => ({
    defines: `const target${id}: Record<string, unknown> = {}
const proxy${id} = new Proxy(target${id}, { get: (object, name) => object[String(name)] ?? ${number} })`,
    changes: [`proxy${id}.set = "set"`],
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
    changes: [`configure${id}()`],
    uses: [`settings${id}`, `settings${id}.name`],
  }),
  setUpAwaited: ({ id, number }) => ({
    defines: `const loaded${id}: number[] = []
async function load${id}(value: number): Promise<void> {
  await Promise.resolve()
  loaded${id}.push(value)
}`,
    changes: [`await load${id}(${number})`],
    uses: [`loaded${id}`],
  }),
} as const satisfies Recipes
