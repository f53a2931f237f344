import { basename, join } from "node:path"
import { keepCompiled } from "../compileCache.ts"

keepCompiled()
// Ctrl-C in the terminal of a front end reaches the kernel as well, also before there is anything to interrupt.
process.on("SIGINT", () => undefined)
const { connectionFrom } = await import("./arguments.ts")
const connection = connectionFrom(process.argv.slice(2))

// The session's process starts while this one loads what it needs itself.
const folder = process.cwd()
// Jupyter's server tells the notebook's path so; its runs are kept by its name.
const name = basename(process.env["JPY_SESSION_NAME"] || "notebook.ipynb")
const [{ LiveSession }, { resultsFolder }] = await Promise.all([
  import("../executor/liveSession.ts"),
  import("../store/places.ts"),
])
const session = new LiveSession({ notebook: join(folder, name), results: resultsFolder(folder) })

const { runKernel } = await import("./program.ts")
await runKernel(connection, async () => {
  const { openLiveNotebook } = await import("../session/liveNotebook.ts")
  return openLiveNotebook({ folder, name, startProcess: () => session })
})
