import type { Recipes } from "./recipe.ts"

/** Lists of rows, as a program defines one for ingredients that need rows and find none. */
export const ownRows = (id: string, number: number): string => `const rows${id} = [
  { id: 1, kind: "a", value: ${number}, tags: ["x"] },
  { id: 2, kind: "b", value: 4, tags: [] as string[] },
  { id: 3, kind: "a", value: 2, tags: ["y", "z"] },
]`

/** What people do with lists of rows. */
export const rows = {
  records: ({ id, number }) => ({
    defines: ownRows(id, number),
    changes: [
      `rows${id}.push({ id: ${number + 4}, kind: "c", value: ${number * 2}, tags: ["new"] })`,
      `rows${id}.sort((one, other) => other.value - one.value)`,
      `rows${id}.splice(1, 1)`,
    ],
    uses: [`rows${id}`, `rows${id}.map(({ value }) => value)`, `rows${id}.at(-1)`],
    rows: [`rows${id}`],
  }),
  loadedRows: ({ id, number }) => ({
    defines: `const load${id} = async () => [5, 3, ${number}].map((value, index) => ({ id: index + 1, kind: "b", value, tags: [String(value)] }))
const rows${id} = await load${id}()`,
    changes: [`rows${id}.reverse()`, `for (const row of rows${id}) row.tags.push("checked")`],
    uses: [`rows${id}`, `rows${id}.length`],
    rows: [`rows${id}`],
  }),
  parsedRows: ({ id, number }) => ({
    defines: `const text${id} = "id,kind,value\\n1,a,${number}\\n2,b,8"
const [head${id} = "", ...lines${id}] = text${id}.split("\\n")
const rows${id} = lines${id}.map((line) => {
  const [id, kind = "", value] = line.split(",")
  return { id: Number(id), kind, value: Number(value), tags: [] as string[] }
})`,
    changes: [`rows${id}[0]!.tags.push(...head${id}.split(","))`, `lines${id}.length = 1`],
    uses: [`rows${id}`, `lines${id}`],
    rows: [`rows${id}`],
  }),
  filtered: ({ id, number, rows }) => ({
    defines: `const train${id} = ${rows}.filter(({ value }) => value >= 2)`,
    changes: [
      `for (const row of train${id}) row.value += ${number}`,
      `train${id}[0]?.tags.push("train")`,
      `train${id}.shift()`,
    ],
    uses: [`train${id}`, `${rows}.map(({ value }) => value).join()`],
    rows: [`train${id}`],
  }),
  joined: ({ id, number, rows }) => ({
    defines: `const names${id} = new Map([[1, "one"], [2, "two"]])
const joined${id} = ${rows}.map((row) => ({ ...row, name: names${id}.get(row.id) ?? "?" }))`,
    changes: [
      `joined${id}[0]?.tags.push("joined")`,
      `names${id}.set(3, "three ${number}")
for (const row of joined${id}) if (row.name === "?") row.name = names${id}.get(row.id) ?? "unknown"`,
    ],
    uses: [`joined${id}`, `[...names${id}]`, `${rows}.flatMap(({ tags }) => tags)`],
    rows: [`joined${id}`],
  }),
  grouped: ({ id, number, rows }) => ({
    defines: `const groups${id} = Map.groupBy(${rows}, ({ kind }) => kind)`,
    changes: [
      `const group${id} = groups${id}.get("a") ?? []
group${id}.push({ id: 9, kind: "a", value: ${number}, tags: [] })`,
      `for (const [kind, group] of groups${id}) group[0]!.tags.push(kind)`,
    ],
    uses: [`groups${id}`, `[...groups${id}.keys()].join()`, `${rows}[0]`],
  }),
  groupedByHand: ({ id, number, rows }) => ({
    defines: `const byKind${id}: Record<string, { value: number }[]> = {}
for (const row of ${rows}) (byKind${id}[row.kind] ??= []).push(row)`,
    changes: [
      `for (const group of Object.values(byKind${id})) group.at(-1)!.value += ${number}`,
      `delete byKind${id}.b`,
    ],
    uses: [`byKind${id}`, `${rows}.map(({ value }) => value)`, `Object.keys(byKind${id})`],
  }),
  totals: ({ id, rows }) => ({
    defines: `const totals${id}: Record<string, number> = {}
function count${id}(list: { kind: string; value: number }[]) {
  for (const { kind, value } of list) totals${id}[kind] = (totals${id}[kind] ?? 0) + value
}`,
    changes: [
      `count${id}(${rows})`,
      `const total${id} = Object.values(totals${id}).reduce((sum, value) => sum + value, 0)
totals${id}.all = total${id}`,
    ],
    uses: [`totals${id}`, `Object.keys(totals${id}).length`],
  }),
  firstAndOthers: ({ id, number, rows }) => ({
    defines: `const [first${id}, ...others${id}] = ${rows}
const { tags: tags${id} } = first${id} ?? { tags: [] as string[] }`,
    changes: [`tags${id}.push("first")`, `if (first${id}) first${id}.value = ${number}`, `others${id}.reverse()`],
    uses: [`first${id}`, `others${id}`, `tags${id}`, `${rows}[0]`],
    rows: [`others${id}`],
  }),
  copies: ({ id, number, rows }) => ({
    defines: `const copy${id} = ${rows}.map((row) => ({ ...row, copied: true }))
const all${id} = [...${rows}, ...copy${id}]`,
    changes: [`all${id}[0]!.value -= ${number}`, `all${id}.at(-1)!.tags.push("last")`, `copy${id}.pop()`],
    uses: [`all${id}.map(({ value }) => value)`, `copy${id}`, `all${id}.length`],
    rows: [`all${id}`],
  }),
  best: ({ id, number, rows }) => ({
    defines: `const best${id} = ${rows}.toSorted((one, other) => other.value - one.value)[0]!`,
    changes: [
      { code: `const place${id} = ${rows}.indexOf(best${id})`, uses: [`place${id}`] },
      `best${id}.value = -${number}`,
      `best${id}.tags = [...best${id}.tags, "best"]`,
    ],
    uses: [`best${id}`, `${rows}.map(({ value }) => value)`],
  }),
  byId: ({ id, number, rows }) => ({
    defines: `const byId${id} = Object.fromEntries(${rows}.map((row) => [row.id, row]))
const row${id} = (key: number) => byId${id}[key]`,
    changes: [
      `Object.assign(row${id}(1) ?? {}, { kind: "z", extra: ${number} })`,
      `const second${id} = row${id}(2)
if (second${id}) second${id}.tags.length = 0`,
      `delete byId${id}[3]`,
    ],
    uses: [`byId${id}`, `row${id}(1)`, rows],
  }),
  reduced: ({ id, rows }) => ({
    defines: `const index${id} = ${rows}.reduce((map, row) => map.set(row.kind, row), new Map<string, { value: number; tags: string[] }>())`,
    changes: [`index${id}.get("a")?.tags.unshift("index")`, `index${id}.forEach((row) => row.value++)`],
    uses: [`index${id}`, `${rows}.map(({ tags }) => tags.join("+"))`],
  }),
  matrix: ({ id, number }) => ({
    defines: `const grid${id} = Array.from({ length: 3 }, (_, line) => [line, ${number}])
const middle${id} = grid${id}[1]!`,
    changes: [
      `middle${id}[0] = 10`,
      `for (const line of grid${id}) line.push(line.length)`,
      `;[grid${id}[0], grid${id}[2]] = [grid${id}[2]!, grid${id}[0]!]`,
      `const columns${id} = grid${id}[0]!.map((_, column) => grid${id}.map((line) => line[column]))
columns${id}[0]!.push(${number})`,
    ],
    uses: [`grid${id}`, `middle${id}`],
  }),
  queue: ({ id, number }) => ({
    defines: `const queue${id} = [${number}, 1, 2]
const done${id}: string[] = []`,
    changes: [
      `while (queue${id}.length > 1) done${id}.push(\`done \${queue${id}.shift()}\`)`,
      `queue${id}.unshift(7)`,
      `const last${id} = queue${id}.pop()
done${id}.unshift(String(last${id}))`,
    ],
    uses: [`queue${id}`, `done${id}`],
  }),
  shuffled: ({ id, number }) => ({
    defines: `function seeded${id}(seed: number): () => number {
  return () => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed / 2147483648
  }
}
const random${id} = seeded${id}(${number})
const order${id} = [1, 2, 3, 4, 5]`,
    changes: [
      `for (let index = order${id}.length - 1; index > 0; index--) {
  const other = Math.floor(random${id}() * (index + 1))
  ;[order${id}[index], order${id}[other]] = [order${id}[other]!, order${id}[index]!]
}`,
      {
        code: `const test${id} = order${id}.splice(0, 2)
test${id}.push(Math.floor(random${id}() * 100))`,
        uses: [`test${id}`],
      },
    ],
    uses: [`order${id}`, { expression: `random${id}()`, state: id }],
  }),
  nested: ({ id, number }) => ({
    defines: `const settings${id} = { depth: ${number}, nested: { list: [1], on: false } }
const defaults${id} = structuredClone(settings${id})
const kept${id} = JSON.parse(JSON.stringify(settings${id}))
const merged${id} = { ...settings${id}, depth: 0 }`,
    changes: [
      `merged${id}.nested.on = true`,
      `settings${id}.nested.list.push(${number})`,
      `Object.assign(settings${id}, kept${id}, { name: "new" })`,
      `kept${id}.nested.list.push("kept")`,
    ],
    uses: [`settings${id}`, `merged${id}`, `defaults${id}`, `kept${id}`],
  }),
  looped: ({ id, number, rows }) => ({
    defines: `const seen${id} = new Set<string>()
const unique${id}: string[] = []`,
    changes: [
      `for (const { tags } of ${rows}) {
  for (const tag of tags) {
    if (seen${id}.has(tag)) continue
    seen${id}.add(tag)
    unique${id}.push(tag)
  }
}`,
      `seen${id}.delete("x")`,
      `unique${id}.fill("${number}", 1)`,
    ],
    uses: [`seen${id}`, `unique${id}`, `seen${id}.union(new Set(["more"]))`],
  }),
} as const satisfies Recipes
