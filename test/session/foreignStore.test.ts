import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { ResultFolder } from "../../kernel/runtime/value/resultFolder.ts"
import { runResults } from "../../kernel/session/runResults.ts"
import { previewValue } from "../../kernel/session/valuePreview.ts"
import { storeFile } from "../../kernel/store/places.ts"
import { openStore } from "../../kernel/store/store.ts"
import { StoreHistory } from "../../kernel/store/storeHistory.ts"
import { instanceOf, replaceResults } from "../support/evilStore.ts"
import { TestNotebook } from "../support/flow.ts"

/** JavaScript that leaves a file behind as soon as it runs, and exports a class that does so again. */
function evilCode(canary: string): string {
  const leave = `(await import("node:fs")).writeFileSync(${JSON.stringify(canary)}, "ran")`
  return `${leave}\nexport class Evil { static [Symbol.for("tsnb.revive")]() { return new Evil() } }\n`
}

const places = [
  ["a data: URL", (code: string) => `data:text/javascript,${encodeURIComponent(code)}`],
  ["a file that no cell imports", () => "./evil.mjs"],
  ["a file in the store", () => "./.tsnb/evil.mjs"],
  ["a file's URL", (_: string, folder: string) => `file://${folder}/evil.mjs`],
  ["a file with a query", () => "./evil.mjs?again"],
  ["a package that no cell imports", () => "evil-package"],
  ["a module of Node's", () => "node:inspector"],
] as const

test.for(places)("a stored value that names %s runs nothing", async ([, specifierOf]) => {
  using notebook = new TestNotebook(`// @task load\nconst a = 2`, `// @task next\nconst b = a + 1`)
  const { run } = await notebook.run()
  const canary = join(notebook.folder, "canary")
  const code = evilCode(canary)
  notebook.write("evil.mjs", code)
  notebook.write(".tsnb/evil.mjs", code)
  mkdirSync(join(notebook.folder, "node_modules/evil-package"), { recursive: true })
  notebook.write("node_modules/evil-package/package.json", `{ "name": "evil-package", "main": "index.mjs" }`)
  notebook.write("node_modules/evil-package/index.mjs", code)
  const module = specifierOf(code, notebook.folder)
  replaceResults(storeFile(notebook.folder), instanceOf({ module, name: "Evil" }))

  {
    using store = openStore(notebook.folder)
    const texts = (await runResults(new StoreHistory(store), new ResultFolder(store.results), run)).map(
      ({ text }) => text,
    )
    expect(texts).toEqual(["Evil { stored: null }", "Evil { stored: null }"])
  }
  expect((await previewValue(notebook.path, run, "load", "a")).text).toBe("Evil { stored: null }")
  notebook.rewrite(`// @task load\nconst a = 2`, `// @task next\nconst b = a + 2`)
  const again = await notebook.run()
  expect(again.states).toEqual({ load: "cached", next: "failed" })
  expect(again.errors["next"]).toMatch(/The stored value of 'a' can't be used: .*the class Evil of ".*".*don't import/)
  expect(existsSync(canary)).toBe(false)
})

test("a result's name is no code", async () => {
  using notebook = new TestNotebook(`// @task load\nconst a = 2`)
  const { run } = await notebook.run()
  const canary = join(notebook.folder, "canary")
  const name = `process.getBuiltinModule("node:fs").writeFileSync(${JSON.stringify(canary)}, "ran")`
  replaceResults(storeFile(notebook.folder), instanceOf({ module: "x", name: "Evil" }), { name })
  expect((await previewValue(notebook.path, run, "load", name)).text).toBe("Evil { stored: null }")
  expect(existsSync(canary)).toBe(false)
})

const made = `export class Point {
  constructor(x) { this.x = x }
  static [Symbol.for("tsnb.revive")](x) { return new Point(x) }
  [Symbol.for("tsnb.store")]() { return this.x }
  double() { return this.x * 2 }
}`

const ways: readonly [way: string, files: Readonly<Record<string, string>>, cell: string][] = [
  ["a cell imports", { "point.ts": made }, `import { Point } from "./point.ts"\nconst make = (x) => new Point(x)`],
  [
    "a module of a cell imports",
    { "point.ts": made, "make.ts": `import { Point } from "./point"\nexport const make = (x) => new Point(x)` },
    `import { make } from "./make.ts"`,
  ],
  [
    "a module brings along",
    { "point.ts": made, "all.ts": `export * from "./point.js"` },
    `import * as all from "./all.ts"\nconst make = (x) => new all.Point(x)`,
  ],
  ["a cell loads late", { "point.ts": made }, `const make = async (x) => new (await import("./point.ts")).Point(x)`],
  [
    "a package has",
    {
      "node_modules/points/package.json": `{ "name": "points", "main": "index.mjs" }`,
      "node_modules/points/index.mjs": made,
    },
    `import { Point } from "points"\nconst make = (x) => new Point(x)`,
  ],
  [
    "the folder's own package.json maps",
    {
      "point.ts": made,
      "make.ts": `import { Point } from "#point"\nexport const make = (x) => new Point(x)`,
      "package.json": `{ "imports": { "#point": "./point.ts" } }`,
    },
    `import { make } from "./make.ts"`,
  ],
]

test.for(ways)(
  "an instance of a class that %s is one for tasks that don't import it themselves",
  async ([, files, cell]) => {
    using notebook = new TestNotebook(
      cell,
      `// @task load\nconst p = await make(4)`,
      `// @task next\nconst b = p.double()`,
    )
    mkdirSync(join(notebook.folder, "node_modules/points"), { recursive: true })
    for (const [name, text] of Object.entries(files)) writeFileSync(join(notebook.folder, name), text)
    const first = await notebook.run()
    expect(first.errors).toEqual({})
    notebook.rewrite(cell, `// @task load\nconst p = await make(4)`, `// @task next\nconst b = p.double() + 1`)
    const again = await notebook.run()
    expect([again.errors, again.states]).toEqual([{}, { load: "cached", next: "completed" }])
    expect((await previewValue(notebook.path, again.run, "load", "p")).text).toBe("Point { stored: 4 }")
  },
)
