import { aliases } from "./aliases.ts"
import { builtIns } from "./builtIns.ts"
import { classes } from "./classes.ts"
import { closures } from "./closures.ts"
import { functions } from "./functions.ts"
import { libraries } from "./libraries.ts"
import { modules } from "./modules.ts"
import { packages } from "./packages.ts"
import type { Change, Parts, Recipe, Use } from "./recipe.ts"
import { registries } from "./registries.ts"
import { ownRows, rows } from "./rows.ts"
import { surroundings } from "./surroundings.ts"
import { values } from "./values.ts"

const recipes = {
  ...aliases,
  ...builtIns,
  ...classes,
  ...closures,
  ...functions,
  ...libraries,
  ...modules,
  ...packages,
  ...registries,
  ...rows,
  ...surroundings,
  ...values,
}

export type IngredientKind = keyof typeof recipes

/** All kinds of ingredients. */
export const ingredientKinds = Object.keys(recipes) as readonly IngredientKind[]

/** An ingredient of a random notebook: a kind, and numbers that decide on its details. */
export interface IngredientModel {
  kind: IngredientKind
  number: number
  /** Which of the values that are there already it builds on. */
  base: number
}

/** What ingredients before another one offer it. */
export interface Offers {
  uses: readonly Use[]
  rows: readonly string[]
}

/** A part of an ingredient that is written into the notebook as one piece, and what can be made of it from then on. */
export interface Step {
  code: string
  uses: readonly Use[]
}

/** The steps of an ingredient, its definitions first. */
export interface Ingredient {
  /** A cell that has to come before all of them. */
  before?: string
  steps: readonly Step[]
  rows: readonly string[]
}

/** Writes an ingredient. */
export function ingredientOf({ kind, number, base }: IngredientModel, position: number, before: Offers): Ingredient {
  const id = `_${position}`
  // What needs an await can't stand within a function.
  const bases = before.uses.filter(({ expression, state }) => state === undefined && !expression.includes("await"))
  const { expression = String(number) } = bases[base % Math.max(1, bases.length)] ?? {}
  const own = `rows${id}own`
  const rows = before.rows[base % Math.max(1, before.rows.length)] ?? own
  const make: (parts: Parts) => Recipe = recipes[kind]
  const recipe = make({ id, number, base: expression, rows })
  const uses = recipe.uses.map(useOf)
  const quiet = uses.filter(({ state }) => state === undefined)
  // Only after the last change: the script's would see what a task has done to a state, and a run's doesn't.
  const states = uses.filter(({ state }) => state !== undefined)
  const changes = (recipe.changes ?? []).map((change, index, all) =>
    stepOf(change, index === all.length - 1 ? states : []),
  )
  const definitions = { code: recipe.defines, uses: changes.length === 0 ? uses : quiet }
  return {
    ...([definitions, ...changes].some(({ code }) => code.includes(own)) && { before: ownRows(`${id}own`, number) }),
    steps: [definitions, ...changes],
    rows: recipe.rows ?? [],
  }
}

function stepOf(change: string | Change, states: readonly Use[]): Step {
  const { code, uses = [] } = typeof change === "string" ? { code: change } : change
  return { code, uses: [...uses.map(useOf), ...states] }
}

function useOf(use: string | Use): Use {
  return typeof use === "string" ? { expression: use } : use
}
