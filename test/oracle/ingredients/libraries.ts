import type { Recipes } from "./recipe.ts"

/**
 * Local modules with state, such as people keep beside their notebooks. What can be made of that are texts and numbers: a
 * plain cell's value that holds an object of a module doesn't follow yet what a later cell does to that object.
 */
export const libraries = {
  inventory: ({ id, number }) => ({
    defines: `import { Inventory as Inventory${id} } from "./lib/inventory.ts"
const inventory${id} = new Inventory${id}()`,
    changes: [
      `inventory${id}.add("apple", ${number})`,
      `inventory${id}.add("pear").add("apple", 2)`,
      `const log${id} = inventory${id}.log
log${id}.reverse()`,
    ],
    uses: [`inventory${id}.total`, `inventory${id}.log`],
  }),
  sharedInventory: ({ id, number }) => ({
    defines: `import { shared as shared${id} } from "./lib/inventory.ts"`,
    changes: [
      `shared${id}.add("apple", ${number})`,
      // In a definition, `shared.add("pear").total`, the call isn't set-up yet.
      `shared${id}.add("pear")`,
    ],
    uses: [`shared${id}.total`, `shared${id}.log.join()`],
  }),
  cachedModule: ({ id, number }) => ({
    defines: `import { cached as cached${id}, missed as missed${id} } from "./lib/inventory.ts"
const rates${id} = cached${id}("rates", () => ({ euro: ${number} }))`,
    changes: [
      `cached${id}("more ${number}", () => [1])`,
      // To change what it keeps by what it gives isn't seen yet in what it gave before.
      {
        code: `const again${id} = cached${id}("rates", () => ({ euro: -1 }))`,
        uses: [`again${id}`],
      },
    ],
    uses: [`rates${id}`, `missed${id}()`],
  }),
  moduleBus: ({ id, number }) => ({
    defines: `import { emit as emit${id}, on as on${id}, sent as sent${id} } from "./lib/bus.ts"
const received${id}: string[] = []
const off${id} = on${id}("news${id}", (text) => received${id}.push(text))`,
    changes: [
      `emit${id}("news${id}", "one ${number}")`,
      `on${id}("news${id}", (text) => {
  received${id}.unshift(text.toUpperCase())
})
emit${id}("news${id}", "two")`,
      `off${id}()
emit${id}("news${id}", "three")`,
    ],
    uses: [`received${id}`, `sent${id}.length`],
  }),
  moduleConfig: ({ id, number }) => ({
    defines: `import { config as config${id}, configure as configure${id}, describe as describe${id} } from "./lib/config.ts"`,
    changes: [
      `configure${id}({ level: ${number} })`,
      `config${id}.nested.on = true`,
      `const { tags: tags${id} } = config${id}
tags${id}.push("${number}")`,
    ],
    uses: [`describe${id}()`, `JSON.stringify(config${id})`, `config${id}.tags.length`],
  }),
  moduleJson: ({ id, number }) => ({
    defines: `import words${id} from "./data/words.json"
const own${id} = structuredClone(words${id})`,
    changes: [`words${id}.list.push("c")`, `own${id}.list.unshift("${number}")`],
    uses: [`words${id}.list.join()`, `own${id}`],
  }),
} as const satisfies Recipes
