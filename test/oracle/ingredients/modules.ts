import type { Recipes } from "./recipe.ts"

/** Local modules, packages and files. */
export const modules = {
  moduleState: ({ id, number }) => ({
    defines: `import { getValue as get${id}, history as history${id}, setValue as set${id} } from "./lib/state.ts"`,
    changes: [`set${id}(${number})`],
    uses: [`get${id}()`, `history${id}()`],
  }),
  moduleFront: ({ id, number }) => ({
    defines: `import { front as front${id}, setValue as put${id} } from "./lib/front"`,
    changes: [`put${id}(${number + 20})`],
    uses: [`front${id}()`],
  }),
  moduleBack: ({ id }) => ({
    defines: `import * as back${id} from "./lib/back.ts"`,
    uses: [`back${id}.front()`, `back${id}.start`],
  }),
  modulePure: ({ id, number }) => ({
    defines: `import { scale as pure${id} } from "./lib/pure.ts"\nconst scaled${id} = pure${id}(${number})`,
    uses: [`pure${id}(4)`, `scaled${id}`],
  }),
  moduleEffect: ({ id, number }) => ({
    defines: 'import "./lib/effect.ts"',
    changes: [{ code: `const after${id} = ${number}`, uses: [`after${id}`] }],
    uses: ["process.env.ORACLE_EFFECT", 'Reflect.get(globalThis, "oracleEffect")'],
  }),
  commonJs: ({ id, number }) => ({
    defines: `const common${id} = require("./lib/common.cjs")`,
    changes: [`common${id}.add(${number})`],
    uses: [`common${id}.all()`],
  }),
  sharedCommonJs: ({ id, number }) => ({
    defines: `import { twice as twice${id} } from "./lib/shared.cjs"`,
    uses: [`twice${id}(${number})`],
  }),
  package: ({ id, number }) => ({
    defines: `import tiny${id} from "tiny-dates"`,
    changes: [
      `tiny${id}.extend((Tiny: { prototype: object }) => {
  Reflect.set(Tiny.prototype, "add${id}", function (this: { value: number }) {
    return this.value + ${number}
  })
})
tiny${id}.settings.locale += "${number}"`,
    ],
    uses: [`tiny${id}(1).value`, `tiny${id}(1).add${id}?.()`, `tiny${id}.settings.locale`],
  }),
  lazy: ({ id, number }) => ({
    defines: `const load${id} = async () => (await import("./lib/lazy.ts")).lazy`,
    uses: [`(await load${id}()).value + ${number}`, `(await load${id}()).text`],
  }),
  json: ({ id, number }) => ({
    defines: `import words${id} from "./data/words.json"`,
    uses: [`words${id}.list.join("${number}")`, `words${id}.number`],
  }),
  file: ({ id, number }) => ({
    defines: `import { readFileSync as read${id} } from "node:fs"
const rows${id} = read${id}("data/rows.txt", "utf8").trim().split("\\n")`,
    uses: [`rows${id}`, `rows${id}[${number % 2}]`, `read${id}("data/rows.txt", "utf8").length`],
  }),
} as const satisfies Recipes
