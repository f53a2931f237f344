import type { Recipes } from "./recipe.ts"

/** Environment variables, globals and prototypes. */
export const surroundings = {
  environment: ({ id, number }) => ({
    defines: `process.env.ORACLE_${id} = "value ${number}"`,
    changes: [`if (${number} % 2 === 0) process.env.ORACLE_${id} += " even"`],
    uses: [`process.env.ORACLE_${id}`, `process.env["ORACLE_${id}"]?.length`],
  }),
  sharedVariable: ({ id, number }) => ({
    defines: `process.env.ORACLE_SHARED = "${number}"`,
    changes: [`process.env.ORACLE_SHARED += ",${id}"`],
    uses: ["process.env.ORACLE_SHARED"],
  }),
  environmentFile: () => ({
    defines: 'process.loadEnvFile("data/oracle.env")',
    uses: ["process.env.ORACLE_FILE", "process.env.ORACLE_FILE_NUMBER"],
  }),
  variableInConstant: ({ id, number }) => ({
    defines: `process.env.ORACLE_KEY_${id} = "key ${number}"\nconst key${id} = process.env.ORACLE_KEY_${id}`,
    uses: [`key${id}`],
  }),
  global: ({ id, number, base }) => ({
    defines: `Object.assign(globalThis, { oracle${id}: ${number} })`,
    changes: [`Reflect.set(globalThis, "oracleToo${id}", ${base})`],
    uses: [`Reflect.get(globalThis, "oracle${id}")`, `Reflect.get(globalThis, "oracleToo${id}")`],
  }),
  prototype: ({ id, number }) => ({
    defines: `Object.defineProperty(Array.prototype, "oracle${id}", {
  configurable: true,
  value(this: unknown[]) {
    return this.length + ${number}
  },
})`,
    uses: [`Reflect.get([1, 2], "oracle${id}").call([1, 2])`],
  }),
} as const satisfies Recipes
