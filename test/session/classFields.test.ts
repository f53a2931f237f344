import { join } from "node:path"
import { expect, test } from "vitest"
import { outlineFlow } from "../../kernel/session/outline.ts"
import { TestNotebook } from "../support/flow.ts"

const setter = "class Base { set size(value) { this.held = value } }\nclass Box extends Base { size = 3 }"
const typed = `class Parent { constructor() { this.start() } start(): void {} }
class Child extends Parent { state?: string; override start(): void { this.state = "started" } }`

test("fields of classes are what the project says", async () => {
  using notebook = new TestNotebook(
    `// @task plain\n${setter}\nconsole.log(new Box().held)`,
    `// @task typed\n${typed}\nconsole.log(new Child().state)`,
    `// @task local\nimport { state } from "./local.ts"\nconsole.log(state)`,
  )
  notebook.write("local.ts", `${typed}\nexport const state = new Child().state`)
  notebook.write("tsconfig.json", "{}")
  const defined = await notebook.run()
  expect(defined.errors).toEqual({})
  expect(defined.log.toSorted()).toEqual(["local: undefined", "plain: undefined", "typed: undefined"])
  notebook.write("tsconfig.json", `{ "compilerOptions": { "useDefineForClassFields": false } }`)
  const assigned = await notebook.run()
  expect(assigned.log.toSorted()).toEqual(["local: started", "plain: 3", "typed: started"])
})

test("decorators that are to find types are pointed out", async () => {
  using notebook = new TestNotebook(
    `const Column = (target: object, name: string): void => console.log(target, name)`,
    `class Row {\n  @Column name = ""\n}`,
    `const mail = "a@b"`,
  )
  const options = { experimentalDecorators: true, emitDecoratorMetadata: true }
  notebook.write("tsconfig.json", JSON.stringify({ compilerOptions: options }))
  const { problems } = await outlineFlow({ notebook: join(notebook.folder, "flow.tsnb") })
  expect(problems).toMatchObject([
    { line: 6, column: 3, severity: "warning", message: expect.stringContaining("emitDecoratorMetadata") },
  ])
  notebook.write("tsconfig.json", JSON.stringify({ compilerOptions: { experimentalDecorators: true } }))
  expect((await outlineFlow({ notebook: notebook.path })).problems).toEqual([])
})
