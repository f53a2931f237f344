import { execFile } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify, stripVTControlCharacters } from "node:util"
import { expect, onTestFinished, test } from "vitest"

const execute = promisify(execFile)
const repository = join(import.meta.dirname, "..", "..")

const tests = `
import { describe, expect, test } from "vitest"
import { ifAvailable, needs } from "AVAILABLE"
const moon = await ifAvailable("The moon", async () => { throw new Error("too far") })
const earth = await ifAvailable("The earth", async () => 1)
describe("a trip", () => {
  needs(earth, moon)
  test("there", () => expect(1).toBe(2))
  test("and back", () => expect(1).toBe(2))
})
test("staying", () => expect(earth.value).toBe(1))
test.skip("not now", () => expect(1).toBe(2))
`

/** Runs these tests in a vitest of their own. Gives what it printed on standard error at its end. */
async function run(environment: NodeJS.ProcessEnv): Promise<{ code: number; errors: string }> {
  const folder = await mkdtemp(join(repository, "node_modules", ".left-out-"))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(
    join(folder, "trip.test.ts"),
    tests.replace("AVAILABLE", join(import.meta.dirname, "available.ts").replaceAll("\\", "/")),
  )
  const setup = {
    test: { root: folder, include: ["*.test.ts"], exclude: [], globalSetup: [join(import.meta.dirname, "leftOut.ts")] },
  }
  await writeFile(join(folder, "vitest.config.mjs"), `export default ${JSON.stringify(setup)}`)
  const vitest = join(repository, "node_modules", "vitest", "vitest.mjs")
  const env = { ...process.env, VITEST: undefined, ...environment }
  try {
    const { stderr } = await execute(process.execPath, [vitest, "run", "--root", folder], { env })
    return { code: 0, errors: stripVTControlCharacters(stderr) }
  } catch (error) {
    // As execFile rejects when the program fails.
    const { code, stderr } = error as { code: number; stderr: string }
    return { code, errors: stripVTControlCharacters(stderr) }
  }
}

test("what was left out is said at the end, with the reason", async () => {
  const { code, errors } = await run({ CI: undefined })
  expect(code).toBe(0)
  expect(errors).toContain("2 TESTS WERE LEFT OUT")
  expect(errors).toContain("\nThe moon is needed: too far\n  - a trip > there\n  - a trip > and back\n!!!")
})

test("in CI it is a failure", async () => {
  const { code, errors } = await run({ CI: "true" })
  expect(code).toBe(1)
  expect(errors).toContain("The moon is needed for the tests in CI")
})
