import * as fc from "fast-check"
import { sharedFiles } from "./generatorFiles.ts"
import { ingredientKinds, ingredientOf, type Use } from "./ingredients.ts"
import { notebookText, type OracleNotebook } from "./notebook.ts"

/** An ingredient of a random notebook: a kind, and numbers that decide on its details. */
export interface IngredientModel {
  kind: (typeof ingredientKinds)[number]
  number: number
  /** Which of the values that are there already it builds on. */
  base: number
  /** Whether its effects stand in a cell of their own. */
  isApart: boolean
}

/** A task of a random notebook. */
export interface TaskModel {
  form: "plain" | "list" | "condition" | "after"
  number: number
  /** Which values of plain cells, and which results of tasks before it, it uses. */
  uses: readonly number[]
  reads: readonly number[]
  fails: boolean
}

/** A random notebook before it is written. */
export interface NotebookModel {
  ingredients: readonly IngredientModel[]
  tasks: readonly TaskModel[]
  /** Before how many of the ingredients each task stands: all of them come first where it is 0. */
  early: readonly number[]
  hasHook: boolean
}

/** A change to a random notebook, or to a file beside it. */
export interface Edit {
  kind: "ingredient" | "task" | "removed" | "comment" | "file" | "swap"
  which: number
  number: number
}

const small = fc.nat({ max: 9 })
const some = fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 3 })

const ingredientModels: fc.Arbitrary<IngredientModel> = fc.record({
  kind: fc.constantFrom(...ingredientKinds),
  number: small,
  base: fc.nat({ max: 20 }),
  isApart: fc.boolean(),
})

const taskModels: fc.Arbitrary<TaskModel> = fc.record({
  form: fc.oneof(
    { weight: 4, arbitrary: fc.constant("plain" as const) },
    { weight: 3, arbitrary: fc.constantFrom("list" as const, "condition" as const, "after" as const) },
  ),
  number: small,
  uses: some,
  reads: fc.array(fc.nat({ max: 20 }), { maxLength: 2 }),
  // One in thirty.
  fails: fc.nat({ max: 29 }).map((number) => number === 29),
})

/** Random notebooks. */
export const notebookModels: fc.Arbitrary<NotebookModel> = fc.record({
  ingredients: fc.array(ingredientModels, { minLength: 1, maxLength: 7 }),
  tasks: fc.array(taskModels, { minLength: 1, maxLength: 4 }),
  early: fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 3 })), { maxLength: 4 }),
  hasHook: fc.boolean(),
})

/** Random changes. */
export const edits: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom("ingredient", "task", "removed", "comment", "file", "swap"),
  which: fc.nat({ max: 20 }),
  number: fc.integer({ min: 10, max: 19 }),
})

/** The name of the task at a random notebook's end that prints all results, also those of tasks from the cache. */
export const reportTask = "report"

/** Writes a random notebook. */
export function notebookOf(model: NotebookModel): OracleNotebook {
  const cells: string[] = []
  const uses: Use[] = []
  const taken = new Set<string>()
  const results: string[] = []
  const tasks = model.tasks.map((task, index) => ({ task, index, early: model.early[index] ?? 0 }))
  const { length } = model.ingredients
  for (const [position, ingredient] of model.ingredients.entries()) {
    const { cells: own, uses: given } = ingredientOf(ingredient, position, uses)
    cells.push(...own)
    uses.push(...given)
    for (const entry of tasks) {
      if (entry.early > 0 && position === length - 1 - entry.early) write(entry)
    }
  }
  for (const entry of tasks) if (!results.includes(`result${entry.index}`)) write(entry)
  cells.push(`// @task ${reportTask} cache=off\nconsole.log({ ${results.join(", ")} })`)
  if (model.hasHook)
    cells.push(
      `// @on success\nconsole.log(run.state, ${results.join(", ")})`,
      "// @on failure\nconsole.log(run.state)",
    )
  return { title: "generated", text: notebookText(cells), files: sharedFiles(0) }

  function write({ task, index }: { task: TaskModel; index: number }): void {
    cells.push(taskCell(task, index, { uses, taken, results }))
    results.push(`result${index}`)
  }
}

interface Written {
  uses: readonly Use[]
  /** States that a task has looked at already. */
  taken: Set<string>
  results: readonly string[]
}

function taskCell({ form, number, uses, reads, fails }: TaskModel, index: number, written: Written): string {
  const isList = form === "list"
  const free = written.uses.filter(({ state }) => state === undefined || (!isList && !written.taken.has(state)))
  const used = [...new Set(uses.flatMap((use) => free[use % free.length] ?? []))]
  for (const { state } of used) if (state !== undefined) written.taken.add(state)
  const { results } = written
  const read = [...new Set(reads.flatMap((position) => results[position % results.length] ?? []))]
  const parts = [...used.map(({ expression }) => expression), ...read, isList ? "element * 2" : String(number)]
  const options = {
    plain: "",
    list: ` for="element of [${number}, ${number + 1}]"`,
    condition: ` when="${number} >= 0"`,
    after: index > 0 && results.length > 0 ? ` after=task${results.at(-1)?.slice("result".length)}` : "",
  }
  return [
    `// @task task${index}${options[form]}`,
    `const result${index} = [${parts.join(", ")}]`,
    `console.log(${used[0] && used[0].state === undefined ? used[0].expression : number}, result${index})`,
    ...(fails && !isList ? [`throw new RangeError("task ${index} fails with ${number}")`] : []),
  ].join("\n")
}

/** A random notebook after a change. */
export function edited(model: NotebookModel, { kind, which, number }: Edit): OracleNotebook {
  const { ingredients, tasks } = model
  const position = which % ingredients.length
  switch (kind) {
    case "ingredient":
      return notebookOf({ ...model, ingredients: withNumber(ingredients, position, number) })
    case "task":
      return notebookOf({ ...model, tasks: withNumber(tasks, which % tasks.length, number) })
    case "removed":
      return notebookOf({ ...model, ingredients: ingredients.filter((_, index) => index !== position) })
    case "swap":
      return notebookOf({ ...model, ingredients: [...ingredients.slice(position), ...ingredients.slice(0, position)] })
    case "comment": {
      const { text, ...notebook } = notebookOf(model)
      return { ...notebook, text: `${text}\n// Changed: ${number}\n` }
    }
    case "file":
      return { ...notebookOf(model), files: sharedFiles(number, which) }
  }
}

function withNumber<Part extends { number: number }>(
  parts: readonly Part[],
  position: number,
  number: number,
): readonly Part[] {
  const part = parts[position]
  return part ? parts.with(position, { ...part, number }) : parts
}
