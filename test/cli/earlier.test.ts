import { expect, test } from "vitest"
import { cells, makeFolder, tsnb } from "./fixtures/commandLine.ts"

test("logs and show of a cached run say which run has the output and the artifacts", async () => {
  const notebook = cells("// @task greet\nconst a = 1\nconsole.log('hello')\nartifact.markdown('made')")
  const folder = makeFolder({ "n.tsnb": notebook })
  await tsnb(folder, "run", "n.tsnb")
  const first = await tsnb(folder, "logs")
  expect(first.output).toContain("[greet] hello")
  expect(first.errors).toBe("")
  const { output: runs } = await tsnb(folder, "runs", "--json")
  // The command's own JSON.
  const [{ id } = { id: "" }] = JSON.parse(runs) as { id: string }[]
  await tsnb(folder, "run", "n.tsnb")
  const said = `greet came from the cache: \`tsnb logs ${id}\` prints what was written then, and \`tsnb show ${id}\` lists the artifacts.`
  const logs = await tsnb(folder, "logs")
  expect(logs).toMatchObject({ output: "", errors: `${said}\n` })
  expect((await tsnb(folder, "logs", "--json")).errors).toBe("")
  expect((await tsnb(folder, "show")).output).toContain(`\n\n${said}\n`)
  const elsewhere = await tsnb(folder, "logs", "--notebook", "n.tsnb", "--task", "greet")
  expect(elsewhere.errors).toContain(`\`tsnb logs ${id} --notebook n.tsnb\``)
  const again = await tsnb(folder, "show", id)
  expect(again.output).toContain("made")
  expect(again.output).not.toContain("came from the cache")
})
