import type { Recipes } from "./recipe.ts"

/** Values of JavaScript and Node that several cells change. */
export const builtIns = {
  dates: ({ id, number }) => ({
    defines: `const start${id} = new Date(Date.UTC(2024, 0, ${number + 1}))
const end${id} = new Date(start${id})
const days${id} = [start${id}]`,
    changes: [
      `end${id}.setUTCDate(end${id}.getUTCDate() + 30)`,
      `days${id}.push(end${id})
for (const day of days${id}) day.setUTCHours(12)`,
      `days${id}[0]!.setTime(0)`,
    ],
    uses: [`start${id}`, `end${id}.toISOString()`, `days${id}`, `Number(end${id}) - Number(start${id})`],
  }),
  views: ({ id, number }) => ({
    defines: `const bytes${id} = new Uint8Array(8)
const view${id} = new DataView(bytes${id}.buffer)
const words${id} = new Uint16Array(bytes${id}.buffer, 2, 2)`,
    changes: [`view${id}.setUint8(0, ${number})`, `words${id}[1] = 0x0102`, `bytes${id}.subarray(6).fill(7)`],
    uses: [`bytes${id}`, `[...words${id}]`, `view${id}.getUint8(0)`],
  }),
  floats: ({ id, number }) => ({
    defines: `const samples${id} = Float64Array.of(3, ${number}, 1)
const tail${id} = samples${id}.subarray(1)
const copy${id} = samples${id}.slice(1)`,
    changes: [`tail${id}[0]! += 0.5`, `samples${id}.sort()`, `copy${id}.set(tail${id})`],
    uses: [`samples${id}`, `[...tail${id}]`, `copy${id}`],
  }),
  buffers: ({ id, number }) => ({
    defines: `const buffer${id} = Buffer.from("hello world ${number}")
const word${id} = buffer${id}.subarray(6, 11)
const own${id} = Buffer.from(word${id})`,
    changes: [`word${id}[0] = 87`, `buffer${id}.write("J")`, `own${id}.reverse()`],
    uses: [`buffer${id}.toString()`, `String(word${id})`, `own${id}.toString("hex")`],
  }),
  urls: ({ id, number }) => ({
    defines: `const url${id} = new URL("https://example.com/a?page=${number}")
const query${id} = url${id}.searchParams`,
    changes: [
      `query${id}.append("tag", "a b")`,
      `url${id}.pathname += "/b"
url${id}.hash = "top"`,
      `query${id}.set("page", String(Number(query${id}.get("page")) + 1))
query${id}.sort()`,
    ],
    uses: [`url${id}.href`, `url${id}.search`, `[...url${id}.searchParams].length`],
  }),
  headers: ({ id, number }) => ({
    defines: `const headers${id} = new Headers({ accept: "text/plain" })
const parameters${id} = new URLSearchParams({ n: "${number}" })`,
    changes: [
      `headers${id}.append("accept", "text/html")`,
      `parameters${id}.append("n", "2")`,
      `headers${id}.set("x-n", String(parameters${id}))`,
    ],
    uses: [`[...headers${id}]`, `String(parameters${id})`],
  }),
  sets: ({ id, number }) => ({
    defines: `const left${id} = new Set([1, 2, ${number}])
const right${id} = new Set([2])
const both${id} = left${id}.intersection(right${id})`,
    changes: [
      `right${id}.add(${number}).add(5)`,
      `for (const one of right${id}) left${id}.delete(one)`,
      `both${id}.clear()`,
    ],
    uses: [`left${id}`, `right${id}`, `both${id}.size`, `left${id}.symmetricDifference(right${id})`],
  }),
  nestedMaps: ({ id, number }) => ({
    defines: `const index${id} = new Map<string, Map<string, number[]>>()
const slot${id} = (one: string, other: string): number[] => {
  const inner = index${id}.get(one) ?? new Map<string, number[]>()
  index${id}.set(one, inner)
  const list = inner.get(other) ?? []
  inner.set(other, list)
  return list
}`,
    changes: [
      `slot${id}("a", "x").push(${number})`,
      `const list${id} = slot${id}("a", "x")\nlist${id}.push(2)`,
      `index${id}.get("a")?.delete("y")\nslot${id}("b", "z")`,
    ],
    uses: [`index${id}`, `index${id}.get("a")?.get("x")`],
  }),
  patterns: ({ id, number }) => ({
    defines: `const pattern${id} = /(?<key>\\w+)=(?<value>\\d+)/g
const found${id} = Object.fromEntries([..."a=1 b=${number}".matchAll(pattern${id})].map(({ groups }) => [groups?.key, groups?.value]))`,
    changes: [
      `found${id}.c = "b=3".replace(pattern${id}, "$<value>")`,
      `found${id}.d = String(pattern${id}.lastIndex)`,
    ],
    uses: [`found${id}`, `"a=4".match(pattern${id})`],
  }),
  texts: ({ id, number }) => ({
    defines: `let page${id} = "<ul>"
const add${id} = (text: string) => {
  page${id} += \`<li>\${text}</li>\`
}
const money${id} = new Intl.NumberFormat("de", { style: "currency", currency: "EUR" })
const plural${id} = new Intl.PluralRules("en")`,
    changes: [
      `add${id}(money${id}.format(${number}))`,
      `for (const count of [1, 2]) add${id}(plural${id}.select(count))`,
      `add${id}("é".normalize("NFD").length + "")`,
    ],
    uses: [`page${id}`, `money${id}.format(1234.5)`],
  }),
  problems: ({ id, number }) => ({
    defines: `class Invalid${id} extends Error {
  override name = "Invalid"
  constructor(
    readonly field: string,
    options?: ErrorOptions,
  ) {
    super(\`\${field} is invalid\`, options)
  }
}
const problems${id}: Invalid${id}[] = []
function validate${id}(value: number): number {
  if (value % 2 === 1) throw new Invalid${id}(\`value \${value}\`, { cause: value })
  return value
}`,
    changes: [
      `for (const value of [1, ${number}]) {
  try {
    validate${id}(value)
  } catch (error) {
    if (error instanceof Invalid${id}) problems${id}.push(error)
  }
}`,
      `problems${id}.push(new Invalid${id}("late"))`,
    ],
    uses: [`problems${id}.map(({ message, cause }) => [message, cause])`, `problems${id}.length`, `validate${id}(2)`],
  }),
  watched: ({ id, number }) => ({
    defines: `const writes${id}: string[] = []
const state${id}: Record<string, number> = { a: ${number} }
const watched${id} = new Proxy(state${id}, {
  set(target, key, value) {
    writes${id}.push(String(key))
    return Reflect.set(target, key, value)
  },
  deleteProperty(target, key) {
    writes${id}.push(\`no \${String(key)}\`)
    return Reflect.deleteProperty(target, key)
  },
})`,
    changes: [
      `watched${id}.b = 2`,
      `watched${id}.a++`,
      `delete watched${id}.b`,
      `Object.assign(watched${id}, { c: 3 })`,
    ],
    uses: [`writes${id}`, `state${id}`, `watched${id}.a`],
  }),
  promised: ({ id, number }) => ({
    defines: `import { setTimeout as sleep${id} } from "node:timers/promises"
const loading${id} = sleep${id}(1, [${number}, 2])
const results${id}: string[] = []`,
    changes: [
      { code: `const loaded${id} = await loading${id}\nloaded${id}.push(3)`, uses: [`loaded${id}`] },
      `await sleep${id}(1)
results${id}.push("slept")`,
      `const settled${id} = await Promise.allSettled([sleep${id}(2, "slow"), Promise.reject(new Error("no"))])
results${id}.push(...settled${id}.map(({ status }) => status))`,
    ],
    uses: [`results${id}`],
  }),
  jobs: ({ id, number }) => ({
    defines: `const jobs${id}: (() => Promise<void>)[] = []
const finished${id}: string[] = []
const enqueue${id} = (name: string) => jobs${id}.push(async () => {
  await null
  finished${id}.push(name)
})
async function drain${id}() {
  while (jobs${id}.length > 0) await jobs${id}.shift()?.()
}`,
    changes: [`enqueue${id}("first")`, `await drain${id}()`, `enqueue${id}("job ${number}")`, `await drain${id}()`],
    uses: [`finished${id}`, `jobs${id}.length`],
  }),
  files: ({ id, number }) => ({
    defines: `import { readFileSync as readText${id} } from "node:fs"
import { join as join${id} } from "node:path"
const file${id} = join${id}("data", "rows.txt")
const table${id} = new Map(readText${id}(file${id}, "utf8").trim().split("\\n").map((line) => line.split(",") as [string, string]))`,
    changes: [`table${id}.set("three", "${number}")`, `table${id}.delete("one")`],
    uses: [`table${id}`, `[...table${id}.values()].map(Number)`],
  }),
} as const satisfies Recipes
