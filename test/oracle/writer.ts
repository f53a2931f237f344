import { followers, type Follower, type FollowerKind } from "./followers.ts"
import { ingredientOf, type IngredientModel } from "./ingredients/index.ts"
import type { Use } from "./ingredients/recipe.ts"

/** The name of the task at a random notebook's end that prints all results, also those of tasks from the cache. */
export const reportTask = "report"

/** An ingredient, and where its changes stand. */
export interface PlacedIngredient extends IngredientModel {
  /** In the cell of its definitions where it is 0, in cells after that where it is 1, and else the further below the higher. */
  place: number
}

/** A task of a random notebook. */
export interface TaskModel {
  form: "plain" | "list" | "condition" | "after"
  number: number
  /** Which values of plain cells, and which results of tasks before it, it uses. */
  uses: readonly number[]
  reads: readonly number[]
  fails: boolean
  /** What a plain cell after it does with its result. */
  follower: FollowerKind
}

/** Writes the cells of a notebook one after the other. */
export class Writer {
  readonly #cells: string[] = []
  readonly #uses: Use[] = []
  readonly #rows: string[] = []
  readonly #results: string[] = []
  /** Those of loops. */
  readonly #loops: string[] = []
  /** States that a task has looked at already. */
  readonly #taken = new Set<string>()
  readonly #hasHook: boolean
  /** What stands further below. */
  #waiting: { position: number; write: () => void }[] = []

  /** @param hasHook whether hooks print all results at its end */
  constructor(hasHook: boolean) {
    this.#hasHook = hasHook
  }

  /** Puts off what stands further below. */
  later(position: number, write: () => void): void {
    this.#waiting.push({ position, write })
  }

  /** Writes what stands before a position. */
  upTo(position: number): void {
    const due = this.#waiting.filter((one) => one.position < position)
    this.#waiting = this.#waiting.filter((one) => one.position >= position)
    for (const { write } of due.toSorted((one, other) => one.position - other.position)) write()
  }

  /** Writes a cell of parameters. */
  parameters(number: number): void {
    this.#cells.push(`// @parameters\nconst amount = ${number}\nconst labels = ["label ${number}"]`)
    this.#uses.push({ expression: "amount" }, { expression: "labels" })
  }

  /** Writes an ingredient's definitions, and its changes at once or later. */
  ingredient(ingredient: PlacedIngredient, position: number): void {
    const { before, steps, rows } = ingredientOf(ingredient, position, { uses: this.#uses, rows: this.#rows })
    if (before !== undefined) this.#cells.push(before)
    const { place } = ingredient
    if (place === 0) this.#cells.push(steps.map(({ code }) => code).join("\n"))
    for (const [index, { code, uses }] of steps.entries()) {
      const write = () => {
        if (place > 0) this.#cells.push(code)
        this.#uses.push(...uses)
      }
      if (place < 2 || index === 0) write()
      else this.later(position + (place - 1) * index * 0.8, write)
    }
    this.#rows.push(...rows)
  }

  /** Writes a task, and the plain cells after it. */
  task({ form, number, uses, reads, fails, follower }: TaskModel, index: number): void {
    const isList = form === "list"
    const chained = number % 3 > 0 ? this.#loops.at(-1) : undefined
    const list = chained ?? (number % 2 === 1 ? this.#rows.at(-1) : undefined)
    const free = this.#uses.filter(({ state }) => state === undefined || (!isList && !this.#taken.has(state)))
    const used = [...new Set(uses.flatMap((use) => free[use % free.length] ?? []))]
    for (const { state } of used) if (state !== undefined) this.#taken.add(state)
    const results = reads.flatMap((position) => this.#results[position % this.#results.length] ?? [])
    // A loop that reads nothing else of another goes on from each of its elements.
    const read = [...new Set(isList && number > 4 ? results.filter((name) => name !== chained) : results)]
    const element = list === undefined ? "element * 2" : "JSON.stringify(element)"
    const parts = [...used.map(({ expression }) => expression), ...read, isList ? element : String(number)]
    const isQuiet = used[0] && used[0].state === undefined
    const condition = isQuiet && /^[\w.()[\], ]+$/.test(used[0]?.expression ?? "") ? used[0]?.expression : "1"
    const options = {
      plain: "",
      list: ` for="element of ${list ?? `[${number}, ${number + 1}]`}"`,
      condition: ` when="[${condition}].length === 1"`,
      after: index > 0 && this.#results.length > 0 ? ` after=task${this.#results.at(-1)?.slice("result".length)}` : "",
    }
    const name = `result${index}`
    this.#cells.push(
      [
        `// @task task${index}${options[form]}`,
        // As it is now: in a script, what a cell below changes would show in the report.
        `const ${name} = structuredClone([${parts.join(", ")}])`,
        `console.log(${isQuiet ? used[0]?.expression : number}, ${name})`,
        ...(fails && !isList ? [`throw new RangeError("task ${index} fails with ${number}")`] : []),
      ].join("\n"),
    )
    this.#results.push(name)
    if (isList) this.#loops.push(name)
    const { cells, uses: given }: Follower = followers[follower](name, index)
    this.#cells.push(...cells)
    this.#uses.push(...given.map((expression) => ({ expression })))
  }

  /** The cells, with those at the end. */
  end(): readonly string[] {
    const results = this.#results.join(", ")
    return [
      ...this.#cells,
      `// @task ${reportTask} cache=off\nconsole.log({ ${results} })`,
      ...(this.#hasHook
        ? [`// @on success\nconsole.log(run.state, ${results})`, "// @on failure\nconsole.log(run.state)"]
        : []),
    ]
  }
}
