import { holdLifeline } from "./lifeline.ts"
import type { FromProcess, ToProcess } from "./messages.ts"
import { Runtime } from "./runtime.ts"

/** The program of a session or worker process: told what to do, and answering, over Node's IPC channel. */
let runtime: Runtime | undefined

function send(message: FromProcess, sent?: () => void): void {
  // Without a parent the channel is closed, and this process about to end.
  if (process.connected) process.send?.(message, undefined, undefined, sent)
}

process.on("message", (message: ToProcess) => {
  switch (message.type) {
    case "initialise":
      holdLifeline()
      runtime = new Runtime(message, send)
      break
    case "response":
      runtime?.respond(message)
      break
    case "evaluate":
      void runtime?.evaluate(message)
  }
})
process.on("disconnect", () => process.exit())
