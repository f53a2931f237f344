import type { Recipes } from "./recipe.ts"

/** Functions with state of their own that several cells change. */
export const closures = {
  counters: ({ id, number }) => ({
    defines: `function makeCounter${id}(start: number) {
  let count = start
  return { increment: (by = 1) => (count += by), reset() { count = start }, get count() { return count } }
}
const hits${id} = makeCounter${id}(${number})
const misses${id} = makeCounter${id}(0)`,
    changes: [`hits${id}.increment()`, `misses${id}.increment(hits${id}.count)`, `hits${id}.reset()`],
    uses: [`hits${id}.count`, `misses${id}.count`],
  }),
  memoised: ({ id, number }) => ({
    defines: `function memoise${id}<Key, Value>(make: (key: Key) => Value) {
  const cache = new Map<Key, Value>()
  const get = (key: Key): Value => {
    if (!cache.has(key)) cache.set(key, make(key))
    return cache.get(key)!
  }
  return Object.assign(get, { cache })
}
let calls${id} = 0
const slow${id} = memoise${id}((value: number) => {
  calls${id}++
  return value ** 2
})`,
    changes: [`slow${id}(${number})`, `for (const value of [1, 2, 1]) slow${id}(value)`, `slow${id}.cache.delete(1)`],
    uses: [`[...slow${id}.cache.keys()]`, `calls${id}`],
  }),
  curried: ({ id, number }) => ({
    defines: `const add${id} = (one: number) => (other: number) => one + other
const steps${id} = [add${id}(1)]
const pipeline${id} = (start: number) => steps${id}.reduce((value, step) => step(value), start)`,
    changes: [
      `steps${id}.push(add${id}(${number}), (value) => value * 2)`,
      { code: `const piped${id} = pipeline${id}(1)`, uses: [`piped${id}`] },
      `steps${id}.shift()`,
    ],
    uses: [`pipeline${id}(3)`, `steps${id}.length`],
  }),
  once: ({ id, number }) => ({
    defines: `const made${id}: string[] = []
function once${id}<Value>(make: () => Value): () => Value {
  let isMade = false
  let value: Value
  return () => {
    if (!isMade) value = make()
    isMade = true
    return value
  }
}
const client${id} = once${id}(() => {
  made${id}.push("client")
  return { name: "client ${number}" }
})`,
    changes: [`client${id}().name += "!"`, { code: `const name${id} = client${id}().name`, uses: [`name${id}`] }],
    uses: [`made${id}.length`, { expression: `client${id}().name`, state: id }],
  }),
  identifiers: ({ id, number }) => ({
    defines: `const nextId${id} = ((value: number) => () => \`id-\${++value}\`)(${number})
const user${id} = { id: nextId${id}(), friends: [] as string[] }`,
    changes: [
      {
        code: `const friend${id} = { id: nextId${id}() }\nuser${id}.friends.push(friend${id}.id)`,
        uses: [`friend${id}`],
      },
      `user${id}.friends.push(nextId${id}())`,
    ],
    uses: [`user${id}`, `user${id}.friends.length`, { expression: `nextId${id}()`, state: id }],
  }),
  bank: ({ id, number }) => ({
    defines: `let balance${id} = ${number}
let history${id}: number[] = []
const deposit${id} = (amount: number): void => {
  history${id} = [...history${id}, balance${id}]
  balance${id} += amount
}
const undo${id} = () => {
  balance${id} = history${id}.at(-1) ?? 0
  history${id} = history${id}.slice(0, -1)
}`,
    changes: [`deposit${id}(10)`, `deposit${id}(20)`, `undo${id}()`],
    uses: [`balance${id}`, `history${id}`],
  }),
  comparing: ({ id, number, rows }) => ({
    defines: `let compare${id} = (one: { value: number }, other: { value: number }) => one.value - other.value
const sorted${id} = () => ${rows}.toSorted(compare${id}).map(({ value }) => value)
function reverse${id}() {
  const former = compare${id}
  compare${id} = (one, other) => former(other, one)
}`,
    changes: [
      `reverse${id}()`,
      { code: `const now${id} = sorted${id}()\nnow${id}.push(${number})`, uses: [`now${id}`] },
    ],
    uses: [`sorted${id}()`],
  }),
  lines: ({ id, number }) => ({
    defines: `const lines${id}: string[] = []
const logger${id} = (prefix: string) => ({
  info: (text: string) => void lines${id}.push(\`\${prefix} \${text}\`),
  child: (name: string) => logger${id}(\`\${prefix}/\${name}\`),
})
const log${id} = logger${id}("app")`,
    changes: [`log${id}.info("start ${number}")`, `const child${id} = log${id}.child("db")\nchild${id}.info("open")`],
    uses: [`lines${id}`, `lines${id}.join("|").length`],
  }),
  bound: ({ id, number }) => ({
    defines: `const meter${id} = { readings: [${number}], add(value: number) { this.readings.push(value) } }
const add${id} = meter${id}.add.bind(meter${id})
const { readings: readings${id} } = meter${id}`,
    changes: [
      `add${id}(1)`,
      `;[2, 3].forEach(add${id})`,
      `meter${id}.add.call({ readings: readings${id} }, 4)`,
      `readings${id}.sort()`,
    ],
    uses: [`meter${id}.readings`, `readings${id}`],
  }),
  walkers: ({ id, number }) => ({
    defines: `const visited${id}: string[] = []
function walk${id}(value: unknown, path = "$"): number {
  visited${id}.push(path)
  if (typeof value !== "object" || value === null) return 1
  return Object.entries(value).reduce((sum, [key, part]) => sum + walk${id}(part, \`\${path}.\${key}\`), 1)
}`,
    changes: [
      { code: `const size${id} = walk${id}({ a: [${number}, { b: 1 }] })`, uses: [`size${id}`] },
      `visited${id}.splice(0, 2)`,
    ],
    uses: [`visited${id}`, `visited${id}.length`],
  }),
  iterators: ({ id, number }) => ({
    defines: `function* numbers${id}(): Generator<number> {
  let value = ${number}
  while (true) yield value++
}
async function* pages${id}(count: number) {
  for (let page = 1; page <= count; page++) yield { page, items: [page * ${number}] }
}
const started${id} = numbers${id}()
const firstTwo${id} = [started${id}.next().value, started${id}.next().value]
const items${id}: number[] = []`,
    changes: [
      `for await (const { items } of pages${id}(2)) items${id}.push(...items)`,
      `firstTwo${id}.push(...numbers${id}().take(2))`,
    ],
    uses: [`firstTwo${id}`, `items${id}`, `[...numbers${id}().drop(1).take(1)]`],
  }),
} as const satisfies Recipes
