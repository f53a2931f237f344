import { spawn, type ChildProcess } from "node:child_process"
import { KernelGoneError, KernelStartError } from "./errors.ts"
import { KernelClient, type Content } from "./kernelClient.ts"
import { stopKernel, type RunningKernel } from "./runningKernel.ts"
import { describeStartFailure, investigate } from "./startFailure.ts"
import { nodeEnvironment } from "./nodeEnvironment.ts"
import { makeConnectionFile, type ConnectionFile } from "./connection.ts"

export interface KernelOptions {
  /** Absolute path of the kernel's program. */
  program: string
  /** Absolute path of a Node of at least version 24; VS Code's own when absent. */
  nodePath?: string
  /** Absolute path of the folder that cells run in. */
  folder: string
  /** The notebook's file name. */
  name: string
  /** Milliseconds until a kernel that doesn't answer is given up. */
  startTimeout: number
  /** For how many seconds it is kept without a window. */
  keep: {
    /** When nothing goes on in it. */
    idle: number
    /** After the end of what went on meanwhile. */
    afterRun: number
  }
  onComm: (type: string, content: Content) => void
  /** Told a line for the log. */
  log: (line: string) => void
}

const keptErrorLines = 20

/**
 * Starts a kernel and waits until it answers.
 * @throws {KernelStartError} when it doesn't, within the time
 */
export async function startKernel(options: KernelOptions): Promise<RunningKernel> {
  const file = await makeConnectionFile()
  try {
    return await startAt(file, options)
  } catch (error) {
    // What was never started has no end at which its key is removed.
    await file.remove()
    throw error
  }
}

async function startAt(file: ConnectionFile, options: KernelOptions): Promise<RunningKernel> {
  const child = spawnKernel(options, file.path)
  const lastLines = logErrors(child, options.log)
  const ended = endOf(child)
  const client = new KernelClient(file.connection, options.onComm, (error) =>
    options.log(`A message was dropped: ${String(error)}`),
  )
  void cleanUp()
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    child.kill("SIGKILL")
  }, options.startTimeout)
  try {
    await client.ready()
  } catch (error) {
    if (!(error instanceof KernelGoneError)) throw error
    const { folder, nodePath, startTimeout } = options
    const facts = { reason: await ended, isLate, startTimeout, folder, said: lastLines }
    throw new KernelStartError(describeStartFailure(await investigate(facts, nodePath)))
  } finally {
    clearTimeout(timer)
  }
  return {
    client,
    connectionFile: file.path,
    ended,
    stop: () => stopKernel(client, ended, () => child.kill("SIGKILL")),
    leave() {
      client.close("The window has left the kernel")
      child.unref()
    },
  }

  async function cleanUp(): Promise<void> {
    const reason = await ended
    client.close(`The kernel ended (${reason})`)
    await file.remove()
  }
}

/** It ends by itself when nobody has listened to it for a while. */
function spawnKernel({ program, nodePath, folder, name, keep }: KernelOptions, connectionFile: string): ChildProcess {
  const keeping = [`--keep-idle=${keep.idle}`, `--keep-after-run=${keep.afterRun}`]
  return spawn(nodePath ?? process.execPath, [program, connectionFile, ...keeping], {
    cwd: folder,
    env: nodeEnvironment({ JPY_SESSION_NAME: name }),
    // What ends a window's processes along with it, such as a terminal's end, doesn't reach it.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
  })
}

/** @returns the last lines, as they come */
function logErrors(child: ChildProcess, log: (line: string) => void): readonly string[] {
  const lastLines: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      for (const line of text.split("\n").filter((line) => line !== "")) {
        log(line)
        lastLines.push(line)
        if (lastLines.length > keptErrorLines) lastLines.shift()
      }
    })
  }
  return lastLines
}

function endOf(child: ChildProcess): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  child.once("error", (error) => resolve(error.message))
  child.once("exit", (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`))
  return promise
}
