import { reportError } from "../error/report.ts"
import { hearKernel, writeFully } from "../kernelPipes.ts"
import { endWithParent } from "../lifeline.ts"
import type { ToLive } from "../../model/liveMessages.ts"
import { LiveRuntime } from "./runtime.ts"
import { LiveSender } from "./sender.ts"

/** The program of the process in which the cells live that a person runs. */
let runtime: LiveRuntime | undefined

/** As it is before user code can replace it. */
const exit = process.exit.bind(process)

function receive(message: ToLive): void {
  try {
    if (message.type === "initialise") {
      const sender = new LiveSender(message.nonce, () => exit(1))
      runtime = new LiveRuntime(message, sender)
      sender.send({ type: "ready", interruptsLoops: process.features.inspector })
    } else runtime?.receive(message)
  } catch (error) {
    giveUp(error)
  }
}

/** The runtime itself fails, as when user code replaced what it stands on. The kernel hears of it as a death. */
function giveUp(error: unknown): void {
  const { name, message, stack } = reportError(error)
  writeFully(process.stderr.fd, Buffer.from(`${stack ?? `${name}: ${message}`}\n`))
  exit(1)
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The kernel is of the same version.
hearKernel((message) => receive(message as ToLive), endWithParent)
