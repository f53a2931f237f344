import type { Recipes } from "./recipe.ts"

/** Second names of values, and changes through them. */
export const aliases = {
  part: ({ id, number, base }) => ({
    defines: `const box${id} = { list: [${number}] as unknown[], deep: { n: ${number} } }
const deepOf${id} = () => box${id}.deep`,
    changes: [
      {
        code: `const part${id} = box${id}.list
part${id}.push(${base})
for (const one of [deepOf${id}()]) one.n += ${number}
const deep${id} = deepOf${id}()
deep${id}.n *= 2`,
        uses: [`part${id}.length`, `deep${id}`],
      },
    ],
    uses: [`box${id}`, `deepOf${id}().n`],
  }),
  holder: ({ id, number }) => ({
    defines: `const held${id} = { n: ${number} }
const holders${id} = new Map([["a", held${id}]])
class Holder${id} {
  constructor(readonly held: { n: number }) {}
}
const holder${id} = new Holder${id}(held${id})`,
    changes: [
      `holders${id}.get("a")!.n += ${number}
held${id}.n++
holder${id}.held.n += 100`,
    ],
    uses: [`held${id}.n`, `[...holders${id}.values()]`, `holder${id}.held.n`],
  }),
  environmentAlias: ({ id, number }) => ({
    defines: `const variables${id} = process.env\nconst everything${id} = { process }`,
    changes: [
      `variables${id}.ORACLE_ALIAS_${id} = "${number}"\neverything${id}.process.env.ORACLE_HELD_${id} = "${number}"`,
    ],
    uses: [`process.env.ORACLE_ALIAS_${id}`, `process.env.ORACLE_HELD_${id}`],
  }),
  globalAlias: ({ id, number }) => ({
    defines: `const root${id}: Record<string, unknown[]> = globalThis as never
root${id}.oracleList${id} = []`,
    changes: [
      `root${id}.oracleList${id}.push(${number})
const kept${id} = root${id}.oracleList${id}
kept${id}.push("${id}")`,
    ],
    uses: [`(Reflect.get(globalThis, "oracleList${id}") as unknown[]).join()`],
  }),
  moduleAlias: ({ id, number }) => ({
    defines: `import { entries as entries${id}, history as historyToo${id} } from "./lib/state.ts"`,
    changes: [
      `const log${id} = entries${id}()
log${id}.push("${number}")
const add${id} = entries${id}
add${id}().push("more")`,
    ],
    uses: [`historyToo${id}()`, `entries${id}().length`],
  }),
} as const satisfies Recipes
