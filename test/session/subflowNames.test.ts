import { expect, test } from "vitest"
import { TestNotebook } from "../support/flow.ts"

const inner = "// %%\n// @task one\nconst one = 1, other = 2\n\n// %%\n// @task two\nconst two = one + 1\n"

test("names= chooses what a subflow gives", async () => {
  using notebook = new TestNotebook(
    `// @task some\nconsole.log(await subflow("inner.tsnb", {}, { names: ["two", "one"] }))`,
    `// @task all\nconsole.log(Object.keys(await subflow("inner.tsnb")).join())`,
    `// @task none\nconsole.log(await subflow("inner.tsnb", {}, { names: [] }))`,
    `// @task unknown\nawait subflow("inner.tsnb", {}, { names: ["three"] })`,
    `// @task wrong\nawait subflow("inner.tsnb", {}, { names: "one" })`,
  )
  notebook.write("inner.tsnb", inner)
  const { log, errors } = await notebook.run()
  expect(log.filter((line) => /^(?:some|all|none): /.test(line)).toSorted()).toEqual([
    "all: one,other,two",
    "none: {}",
    "some: { one: 1, two: 2 }",
  ])
  expect(errors).toEqual({
    unknown: "The subflow gave no value of the name 'three'. It gave: one, other, two",
    wrong: 'subflow(): `names` is a list of names, such as ["rows"]',
  })
})

test("a value of a class that a cell of the subflow defines says what to do", async () => {
  using notebook = new TestNotebook(
    `// @task one\nawait subflow("inner.tsnb")`,
    `// @task plain\nconst { rows } = await subflow("inner.tsnb", {}, { names: ["rows"] })\nconsole.log(rows)`,
  )
  notebook.write(
    "inner.tsnb",
    "// %%\nclass Failed extends Error {}\n\n// %%\n// @task make\nconst failed = new Failed('no'), rows = [1]\n",
  )
  const { log, errors } = await notebook.run()
  expect(log.filter((line) => line.startsWith("plain: "))).toEqual(["plain: [ 1 ]"])
  expect(errors).toEqual({
    one:
      "The subflow's value 'failed' needs the class Failed of a cell of that notebook, which this notebook doesn't have. " +
      "Return plain data there, or move the class to a module that both notebooks import; `names` leaves a value out.",
  })
})
