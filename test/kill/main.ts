import { parseArgs } from "node:util"
import { built, sources } from "./runs.ts"
import { storm } from "./storm.ts"

// Kills processes of runs at random: node test/kill/main.ts --kills 500 --seed 1 --built
const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "500" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    /** What `npm run build` made, by which the launcher can be tried, too. */
    built: { type: "boolean", default: false },
  },
})
const report = await storm({
  kills: Number(values.kills),
  seed: Number(values.seed),
  program: values.built ? built : sources,
  say: (line) => console.log(line),
})
console.log(`seed ${values.seed}:`, report)
process.exitCode = report.problems.length > 0 ? 1 : 0
