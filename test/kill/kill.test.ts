import { expect, test } from "vitest"
import { builtForTests } from "./runs.ts"
import { storm, type Victim } from "./storm.ts"

// Far more of it: node test/kill/main.ts --kills 500
const rounds: readonly (readonly [seed: number, kills: number, victims: readonly Victim[]])[] = [
  [1, 4, ["command", "everything"]],
  [2, 5, ["worker", "plainCells"]],
  [3, 2, ["kernel"]],
]

test.for(rounds)(
  "kill -9 at random (seed %i, %i times, of %j) loses nothing that was finished, runs none of it again, and ends each run truly",
  { timeout: 900_000 },
  async ([seed, kills, victims]) => {
    const report = await storm({ kills, seed, victims, program: builtForTests })
    expect(report.problems).toEqual([])
    expect(report.scenarios).toBeGreaterThan(0)
  },
)
