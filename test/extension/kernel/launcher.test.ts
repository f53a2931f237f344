import { execFile } from "node:child_process"
import { mkdtempDisposable, readFile, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { expect, test } from "vitest"
import { writeLaunchers } from "../../../extension/kernel/launcher.ts"

test("a launcher runs the command line with its arguments, wherever it is", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "tsnb it's "))
  const program = join(folder.path, "main.js")
  await writeFile(program, "console.log(JSON.stringify([process.argv.slice(2), process.env.ELECTRON_RUN_AS_NODE]))")
  const bin = join(folder.path, "some", "bin")
  await writeLaunchers(bin, { program, node: process.execPath })
  // Once more, as when a setting has changed.
  await writeLaunchers(bin, { program, node: process.execPath })
  const { stdout } = await promisify(execFile)(join(bin, "tsnb"), ["run", "my flow.tsnb", "$HOME"])
  expect(JSON.parse(stdout)).toEqual([["run", "my flow.tsnb", "$HOME"], "1"])
  expect(await readFile(join(bin, "tsnb.cmd"), "utf8")).toContain(`"${process.execPath}" "${program}" %*`)
})
