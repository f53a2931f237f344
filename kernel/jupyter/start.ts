import { basename, join } from "node:path"
import { LiveSession } from "../executor/liveSession.ts"
import { resultsFolder } from "../store/places.ts"

const folder = process.cwd()
// Jupyter's server tells the notebook's path so; its runs are kept by its name.
const name = basename(process.env["JPY_SESSION_NAME"] || "notebook.ipynb")
// The session's process starts while this one loads what it needs itself.
const notebook = join(folder, name)
const session = new LiveSession({ notebook, results: resultsFolder(folder) })

const { runKernel } = await import("./program.ts")
await runKernel(process.argv.slice(2), notebook, async () => {
  const { openLiveNotebook } = await import("../session/liveNotebook.ts")
  const { KernelLog } = await import("./kernelLog.ts")
  const log = new KernelLog()
  const report = (error: unknown): void => log.error("what a cell showed isn't kept", error)
  return openLiveNotebook({ folder, name, startProcess: () => session, report })
})
