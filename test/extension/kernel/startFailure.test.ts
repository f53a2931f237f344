import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { startKernel } from "../../../extension/kernel/kernelProcess.ts"
import { describeStartFailure, type StartFailure } from "../../../extension/kernel/startFailure.ts"
import { temporaryFolder } from "../../store/support.ts"

const failure: StartFailure = {
  reason: "exit code 1",
  isLate: false,
  startTimeout: 20_000,
  folder: "/work",
  isFolderThere: true,
  said: ["boom"],
}

describe("why a kernel didn't start", () => {
  test.each<[more: Partial<StartFailure>, says: readonly string[]]>([
    [{}, ["ended while it started (exit code 1)", "tsnb.nodePath", "It said: boom"]],
    [{ isLate: true, reason: "signal SIGKILL" }, ["didn't answer within 20 s", "tsnb.startTimeout"]],
    [{ isFolderThere: false }, ["the notebook's folder /work isn't there any more"]],
    [
      { node: { path: "/n", version: undefined } },
      ["/n, which the setting 'tsnb.nodePath' names, is no Node that runs"],
    ],
    [{ node: { path: "/n", version: "v20.1.0" } }, ["is Node v20.1.0, and 24 or newer is needed"]],
    [{ node: { path: "/n", version: "v26.1.0" } }, ["ended while it started"]],
  ])("%j", (more, says) => {
    const message = describeStartFailure({ ...failure, ...more })
    for (const text of says) expect(message).toContain(text)
  })
})

describe("a kernel that can't start", () => {
  const options = { name: "n.tsnb", keep: { idle: 30, afterRun: 60 }, onComm: () => undefined, log: () => undefined }

  test("for want of a program is told so at once", async () => {
    using folder = temporaryFolder()
    const started = startKernel({
      ...options,
      program: "none.js",
      folder: folder.path,
      nodePath: "/nowhere/node",
      startTimeout: 20_000,
    })
    await expect(started).rejects.toThrow(/\/nowhere\/node, which the setting 'tsnb.nodePath' names/)
  })

  test("since its folder is gone, is told so", async () => {
    using folder = temporaryFolder()
    const gone = join(folder.path, "gone")
    const started = startKernel({ ...options, program: "none.js", folder: gone, startTimeout: 20_000 })
    await expect(started).rejects.toThrow(`the notebook's folder ${gone} isn't there any more`)
  })

  test("and says nothing, is given up when its time is over", async () => {
    using folder = temporaryFolder()
    const program = join(folder.path, "silent.js")
    writeFileSync(program, "setInterval(() => undefined, 1000)")
    const started = startKernel({ ...options, program, folder: folder.path, startTimeout: 300 })
    await expect(started).rejects.toThrow("didn't answer within 0.3 s. The setting 'tsnb.startTimeout'")
  })

  test("and says why, is quoted", async () => {
    using folder = temporaryFolder()
    const program = join(folder.path, "failing.js")
    writeFileSync(program, "console.error('no library'); process.exitCode = 7")
    const started = startKernel({ ...options, program, folder: folder.path, startTimeout: 20_000 })
    await expect(started).rejects.toThrow(/exit code 7[^]*It said: no library/)
  })
})
