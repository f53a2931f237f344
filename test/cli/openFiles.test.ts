import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { commandLine } from "../support/builtKernel.ts"
import { cells, makeFolder, tsnb } from "./fixtures/commandLine.ts"

const advice = /files open as it may have\. Raise the limit where tsnb is started \(`ulimit -n/

/** Runs Node in a folder, where a process may have only so many files open. */
function withFewFiles(limit: number, folder: string, ...args: readonly string[]) {
  const command = `ulimit -n ${limit} && exec "$0" "$@"`
  return spawnSync("/bin/sh", ["-c", command, process.execPath, ...args], { cwd: folder, encoding: "utf8" })
}

describe.skipIf(process.platform === "win32")("where few files may be open", () => {
  test("tasks whose process can't be started say so, the run fails, and the next one goes on from there", async () => {
    const tasks = Array.from({ length: 40 }, (_, index) => `// @task t${index}\nconst v${index} = ${index}`)
    const folder = makeFolder({ "n.tsnb": cells("// @flow concurrency=40", ...tasks) })
    const ended = withFewFiles(64, folder, commandLine, "run", "n.tsnb")
    expect(ended).toMatchObject({ status: 1, signal: null })
    expect(ended.stdout).toMatch(/t39 crashed.*No process could be started/)
    expect(ended.stdout).toMatch(advice)
    expect((await tsnb(folder, "runs")).output).toMatch(/ n +failed /)
    expect(await tsnb(folder, "run", "n.tsnb")).toMatchObject({ code: 0 })
  })

  test.for([0, 1, 2])("a store for which there is only room for %i says so", (room) => {
    const folder = makeFolder()
    const store = join(import.meta.dirname, "..", "..", "kernel", "store", "store.ts")
    const program = `import { closeSync, openSync } from "node:fs"
const { openStore } = await import(${JSON.stringify(store)})
// Once, so that all code is loaded.
openStore(".").close()
const files = []
try { for (;;) files.push(openSync("/dev/null")) } catch {}
for (let room = 0; room < ${room}; room++) closeSync(files.pop())
let failure
try { openStore(".") } catch (error) { failure = error }
for (const file of files) closeSync(file)
console.log(failure.name, failure.message)`
    const ended = withFewFiles(200, folder, "--input-type=module", "-e", program)
    expect(ended).toMatchObject({ status: 0, stderr: "" })
    expect(ended.stdout).toMatch(/^OpenFilesError Can't open .*\.tsnb.*: /)
    expect(ended.stdout).toMatch(advice)
  })
})
