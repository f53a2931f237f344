import { writeFileSync } from "node:fs"
import { dirname, extname, resolve } from "node:path"
import { exitCodes, UsageError } from "../exit.ts"
import { shortPath } from "../format/problems.ts"
import { printLines } from "../output.ts"
import { fileErrorMessage } from "../../errorMessage.ts"
import { makeFolder } from "../../makeFolder.ts"
import { fileAt } from "../notebookFile.ts"
import { shellWord } from "../../shellWord.ts"

const starter = `// %% [markdown]
// # A first flow
// Every cell that begins with \`// @task\` is a task. A task that reads what another one defines waits for it; its result is
// kept, and used again as long as nothing that it depends on has changed. Change a number and run the notebook again.

// %%
// @parameters
/** How many points to throw at the square */
const points = 200_000
/** Another seed gives other points */
const seed = 42

// %%
/** Points in the unit square that look random, the same ones for the same seed. */
function* randomPoints(count: number, seed: number): Generator<{ x: number; y: number }> {
  let state = seed
  const next = () => (state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296) / 4_294_967_296
  for (let point = 0; point < count; point++) yield { x: next(), y: next() }
}

// %%
// @task throwPoints retries=2 retryDelay=1s
let inside = 0
for (const { x, y } of randomPoints(points, seed)) if (x * x + y * y <= 1) inside++
console.log(\`\${inside} of \${points} points lie within the circle\`)

// %%
// @task estimate
const pi = (4 * inside) / points
console.log(\`π is about \${pi}\`)
`

/** `tsnb new`: a notebook to begin with. It never overwrites a file. */
export async function newNotebook(path: string): Promise<number> {
  const file = resolve(extname(path) === ".tsnb" ? path : `${path}.tsnb`)
  if (fileAt(file))
    throw new UsageError(`${shortPath(file)} is there already. Choose another name, or remove it first.`)
  try {
    makeFolder(dirname(file))
    // Not in place of one that came to be meanwhile.
    writeFileSync(file, starter, { flag: "wx" })
  } catch (error) {
    throw new UsageError(`${shortPath(file)} can't be written: ${fileErrorMessage(error)}`, { cause: error })
  }
  printLines([`Created ${shortPath(file)}. Run it with \`tsnb run ${shellWord(shortPath(file))}\`.`])
  return exitCodes.completed
}
