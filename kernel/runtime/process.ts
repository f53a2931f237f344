import fs from "node:fs"
import process from "node:process"
import { reportError } from "./error/report.ts"
import { hearKernel, sendLineToKernel, sendToKernel } from "./kernelPipes.ts"
import { endWithParent, holdLifeline, isOrphanOf } from "./lifeline.ts"
import type { FromProcess, ToProcess } from "../model/processMessages.ts"
import { Runtime } from "./runtime.ts"

/** The program of a session or worker process: told what to do by the kernel, and answering. */
let runtime: Runtime | undefined
/** Id of the kernel's process. */
let kernel: number | undefined

/** As they are before user code can replace them. */
const exit = process.exit.bind(process)
const { writeSync } = fs

function send(message: FromProcess): void {
  try {
    if (message.type === "logged") sendLineToKernel(message)
    else sendToKernel(message)
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined
    // The kernel is gone.
    if (code === "EPIPE") endWithParent()
    // User code closed the pipe, and nothing can be told any more.
    if (code === "EBADF") exit(1)
    throw error
  }
}

function receive(message: ToProcess): void {
  switch (message.type) {
    case "initialise":
      holdLifeline()
      kernel = message.kernel
      runtime = new Runtime(message, send, pipe)
      break
    case "response":
      runtime?.respond(message)
      break
    case "cancel":
      runtime?.cancel(message.attempt)
      break
    case "evaluate":
      // What a kernel asked for before it died isn't begun: the next one may be at it already.
      if (isOrphanOf(kernel)) endWithParent()
      runtime?.evaluate(message).catch(giveUp)
  }
}

/** The runtime itself fails, as when user code replaced what it stands on. The kernel hears of it as a crash. */
function giveUp(error: unknown): void {
  const { name, message, stack } = reportError(error)
  writeSync(process.stderr.fd, `${stack ?? `${name}: ${message}`}\n`)
  exit(1)
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The kernel is of the same version.
const pipe = hearKernel((message) => receive(message as ToProcess), endWithParent)
