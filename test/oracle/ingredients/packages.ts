import type { Recipes } from "./recipe.ts"

/** Packages from npm that the repository has, and that random notebooks find beside them. */
export const linkedPackages: readonly string[] = [
  "apache-arrow",
  "d3-array",
  "magic-string",
  "markdown-it",
  "papaparse",
]

/** Packages from npm. */
export const packages = {
  arrays: ({ id, number, rows }) => ({
    defines: `import { group as group${id}, rollup as rollup${id}, sum as sum${id} } from "d3-array"
const byKind${id} = group${id}(${rows}, ({ kind }) => kind)
const sums${id} = rollup${id}(${rows}, (list) => sum${id}(list, ({ value }) => value), ({ kind }) => kind)`,
    changes: [
      `byKind${id}.get("b")?.push({ id: 8, kind: "b", value: ${number}, tags: [] })`,
      // To change a row through its group isn't seen yet by tasks in Jupyter's kernel.
    ],
    uses: [`byKind${id}.get("a")`, `[...sums${id}]`, `sum${id}(${rows}, ({ value }) => value)`],
  }),
  csv: ({ id, number }) => ({
    defines: `import Papa${id} from "papaparse"
const table${id} = Papa${id}.parse<{ id: number; kind: string; value: number }>("id,kind,value\\n1,a,${number}\\n2,b,7", {
  header: true,
  dynamicTyping: true,
}).data.map((row) => ({ ...row, tags: [] as string[] }))`,
    changes: [
      `table${id}[0]!.kind = "c"`,
      `table${id}.push(...Papa${id}.parse<never>("id\\n3", { header: true }).data)`,
    ],
    uses: [`table${id}`, `Papa${id}.unparse(table${id})`],
  }),
  arrow: ({ id, number }) => ({
    defines: `import { tableFromArrays as tableFrom${id} } from "apache-arrow"
const columns${id} = { value: Int32Array.of(1, ${number}) }`,
    changes: [
      `columns${id}.value[0] = 9`,
      {
        code: `const table${id} = tableFrom${id}(columns${id})`,
        uses: [`table${id}.numRows`, `table${id}.toArray().map(String)`],
      },
    ],
    uses: [`columns${id}.value`],
  }),
  magicString: ({ id, number }) => ({
    defines: `import Magic${id} from "magic-string"
const source${id} = new Magic${id}("const a = ${number}")`,
    changes: [`source${id}.append("\\n// end")`, `source${id}.overwrite(6, 7, "answer").prepend("// start\\n")`],
    uses: [`source${id}.toString()`],
  }),
  markdown: ({ id, number }) => ({
    defines: `import Markdown${id} from "markdown-it"
const markdown${id} = new Markdown${id}({ html: false })
const rules${id} = { calls: 0 }`,
    changes: [
      `markdown${id}.use((self: typeof markdown${id}) => {
  self.renderer.rules.strong_open = () => "<b class=n${number}>"
})`,
      `markdown${id}.set({ breaks: true }).disable("link")
markdown${id}.core.ruler.push("count", () => {
  rules${id}.calls++
})`,
      { code: `const first${id} = markdown${id}.render("**a**\\nb [c](d)")`, uses: [`first${id}`] },
    ],
    uses: [{ expression: `markdown${id}.render("**x**")`, state: id }],
  }),
} as const satisfies Recipes
