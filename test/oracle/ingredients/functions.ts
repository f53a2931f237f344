import type { Recipes } from "./recipe.ts"

/** Functions and classes, and what they keep. */
export const functions = {
  helper: ({ id, number, base }) => ({
    defines: `const base${id} = ${number}
function scale${id}(value: number): number {
  return value * base${id} + inner()
  function inner(): number {
    return 1
  }
}
const seen${id} = (): unknown => ${base}`,
    uses: [`scale${id}(3)`, `[1, 2].map(scale${id})`, `seen${id}()`],
  }),
  closure: ({ id, number }) => ({
    defines: `const next${id} = ((value: number) => () => value++)(${number})`,
    uses: [{ expression: `[next${id}(), next${id}()].join()`, state: id }],
  }),
  memo: ({ id, number }) => ({
    defines: `const known${id} = new Map<number, number>()
function square${id}(value: number): number {
  if (!known${id}.has(value)) known${id}.set(value, value ** 2)
  return known${id}.get(value) ?? NaN
}`,
    changes: [`square${id}(${number})`],
    uses: [{ expression: `[known${id}.has(${number}), square${id}(${number})].join()`, state: id }],
  }),
  classes: ({ id, number, base }) => ({
    defines: `class Base${id} {
  static readonly known: string[] = []
  static {
    this.known.push("base ${number}")
  }
  #value = ${number}
  readonly from: unknown = ${base}
  get twice(): number {
    return this.#value * 2
  }
}
class Derived${id} extends Base${id} {
  static {
    Base${id}.known.push("derived")
  }
  override get twice(): number {
    return super.twice + 1
  }
}`,
    uses: [`new Derived${id}().twice`, `Base${id}.known.join()`, `new Base${id}().from`, `Derived${id}.name`],
  }),
  instance: ({ id, number }) => ({
    defines: `class Counter${id} {
  #count = ${number}
  next(): number {
    return ++this.#count
  }
  get count(): number {
    return this.#count
  }
}
const counter${id} = new Counter${id}()`,
    changes: [`counter${id}.next()`],
    uses: [
      { expression: `counter${id}.count`, state: id },
      { expression: `counter${id}.next()`, state: id },
    ],
  }),
  registry: ({ id, number, base }) => ({
    defines: `const registry${id} = new Map<string, (text: string) => unknown>()
function register${id}(name: string, handle: (text: string) => unknown): void {
  registry${id}.set(name, handle)
}`,
    changes: [
      `register${id}("json", JSON.parse)
register${id}("long", (text) => text.padEnd(${number}, "."))
register${id}("base", () => ${base})`,
    ],
    uses: [
      `[...registry${id}.keys()].join()`,
      `registry${id}.get("long")?.("x")`,
      `registry${id}.get("json")?.("[${number}]")`,
      `registry${id}.get("base")?.("")`,
    ],
  }),
} as const satisfies Recipes
