import * as fc from "fast-check"
import { sharedFiles } from "./generatorFiles.ts"
import { followerKinds } from "./followers.ts"
import { ingredientKinds } from "./ingredients/index.ts"
import { linkedPackages } from "./ingredients/packages.ts"
import { notebookText, type OracleNotebook } from "./notebook.ts"
import { Writer, type PlacedIngredient, type TaskModel } from "./writer.ts"

/** A random notebook before it is written. */
export interface NotebookModel {
  ingredients: readonly PlacedIngredient[]
  tasks: readonly TaskModel[]
  /** Before how many of the ingredients each task stands: all of them come first where it is 0. */
  early: readonly number[]
  hasHook: boolean
  /** The default of its parameter; absent where it has none. */
  parameter?: number | undefined
}

/** A change to a random notebook, or to a file beside it. */
export interface Edit {
  kind: "ingredient" | "task" | "removed" | "comment" | "file" | "swap"
  which: number
  number: number
}

const small = fc.nat({ max: 9 })
const some = fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 3 })

const ingredientModels: fc.Arbitrary<PlacedIngredient> = fc.record({
  kind: fc.constantFrom(...ingredientKinds),
  number: small,
  base: fc.nat({ max: 20 }),
  place: fc.nat({ max: 5 }),
})

const taskModels: fc.Arbitrary<TaskModel> = fc.record({
  form: fc.oneof(
    { weight: 4, arbitrary: fc.constant("plain" as const) },
    { weight: 3, arbitrary: fc.constantFrom("list" as const, "list" as const, "condition" as const, "after" as const) },
  ),
  number: small,
  uses: some,
  reads: fc.array(fc.nat({ max: 20 }), { maxLength: 2 }),
  // One in thirty.
  fails: fc.nat({ max: 29 }).map((number) => number === 29),
  follower: fc.oneof({ weight: 2, arbitrary: fc.constant("none" as const) }, fc.constantFrom(...followerKinds)),
})

/** Random notebooks. */
export const notebookModels: fc.Arbitrary<NotebookModel> = fc.record({
  ingredients: fc.array(ingredientModels, { minLength: 1, maxLength: 7 }),
  tasks: fc.array(taskModels, { minLength: 1, maxLength: 4 }),
  early: fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 3 })), { maxLength: 4 }),
  hasHook: fc.boolean(),
  parameter: fc.option(small, { nil: undefined }),
})

/** Random changes. */
export const edits: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom("ingredient", "task", "removed", "comment", "file", "swap"),
  which: fc.nat({ max: 20 }),
  number: fc.integer({ min: 10, max: 19 }),
})

/** Writes a random notebook. */
export function notebookOf(model: NotebookModel): OracleNotebook {
  const writer = new Writer(model.hasHook)
  if (model.parameter !== undefined) writer.parameters(model.parameter)
  const { length } = model.ingredients
  for (const [index, task] of model.tasks.entries()) {
    const early = model.early[index] ?? 0
    const position = early === 0 || early >= length ? length + index : length - early - 0.1
    writer.later(position, () => writer.task(task, index))
  }
  for (const [position, ingredient] of model.ingredients.entries()) {
    writer.upTo(position)
    writer.ingredient(ingredient, position)
  }
  writer.upTo(Infinity)
  return {
    title: "generated",
    text: notebookText(writer.end()),
    files: sharedFiles(0),
    packages: linkedPackages,
  }
}

/**
 * The same without plain cells that change something that a task before them has read or given: in Jupyter, tasks read what one
 * sees then, and results as they were stored (docs/jupyter.md).
 */
export function withoutLateChanges(model: NotebookModel): NotebookModel {
  const tasks = model.tasks.map((task) =>
    task.follower === "changed" ? Object.assign({}, task, { follower: "none" as const }) : task,
  )
  const ingredients = model.ingredients.map((ingredient) =>
    Object.assign({}, ingredient, { place: Math.min(ingredient.place, 1) }),
  )
  return { ...model, ingredients, tasks, early: [] }
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
