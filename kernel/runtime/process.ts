import { holdLifeline } from "./lifeline.ts"
import type { ToProcess } from "./messages.ts"
import { startRuntime, type Runtime } from "./runtime.ts"

/** The program of a session or worker process: told what to do, and answering, over Node's IPC channel. */
let runtime: Runtime | undefined

process.on("message", (message: ToProcess) => {
  if (message.type === "initialise") {
    holdLifeline()
    runtime = startRuntime(message)
  } else if (message.type === "response") runtime?.respond(message)
  else void runtime?.evaluate(message)
})
// Without a parent there is nobody to work for; a busy main thread is ended by the lifeline.
process.on("disconnect", () => process.exit())
