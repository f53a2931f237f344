import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { delimiter, join } from "node:path"
import { createInterface } from "node:readline"
import { text } from "node:stream/consumers"
import type { FlowEvent } from "../../kernel/flow/events.ts"
import type { FromFlowKernel } from "../../kernel/flowService/messages.ts"
import { KernelProcess } from "../jupyter/kernelProcess.ts"
import { commandLine, jupyterKernel } from "../support/builtKernel.ts"
import { decodeEvent } from "../support/events.ts"
import type { Scenario } from "./scenario.ts"

/** A run that goes on in another process. */
export interface StartedRun {
  /** Kills the process that the person started, at once. */
  kill(): void
  /** How that process ended; `null` when it was killed, or ended with the run and has no code. */
  ended: Promise<{ code: number | null; errors: string }>
}

/** Which code runs: the sources, or what was built of them. */
export interface Program {
  commandLine: string
  kernel: string
}

const root = join(import.meta.dirname, "..", "..")

export const sources: Program = {
  commandLine: join(root, "kernel", "main.ts"),
  kernel: join(root, "kernel", "jupyter", "main.ts"),
}

/** What was built for the tests. */
export const builtForTests: Program = { commandLine, kernel: jupyterKernel }

export const built: Program = {
  commandLine: join(root, "dist", "main.js"),
  kernel: join(root, "dist", "jupyter", "main.js"),
}

const launcher = join(root, "bin", "tsnb.js")

/** Starts `tsnb run`. @param onEvent told of what the command prints, with the id of its process */
export function startCommand(
  { folder, notebook }: Pick<Scenario, "folder" | "notebook">,
  { commandLine }: Program,
  onEvent: (event: FlowEvent) => void,
): StartedRun {
  return startChild(process.execPath, [commandLine, "run", notebook, "--json"], folder, onEvent)
}

/** Starts `tsnb run` by the launcher on an old Node, which starts another one. */
export function startLauncher(
  { folder, notebook }: Scenario,
  old: string,
  onEvent: (event: FlowEvent) => void,
): StartedRun {
  return startChild(old, [launcher, "run", notebook, "--json"], folder, onEvent)
}

function startChild(
  node: string,
  args: readonly string[],
  folder: string,
  onEvent: (event: FlowEvent) => void,
): StartedRun {
  const child = spawn(node, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] })
  const exited = once(child, "exit")
  const errors = text(child.stderr)
  const heard = (async () => {
    for await (const line of createInterface({ input: child.stdout }))
      if (line.endsWith("}")) onEvent(decodeEvent(line))
  })()
  return {
    kill: () => void child.kill("SIGKILL"),
    ended: (async () => {
      // The event's arguments are the exit code and the signal.
      const [code] = (await exited) as [number | null]
      await heard
      return { code, errors: await errors }
    })(),
  }
}

/** Runs the flow in a kernel, as VS Code does. */
export async function startInKernel(
  { cells, notebook }: Scenario,
  { kernel: program }: Program,
  onEvent: (event: FlowEvent) => void,
): Promise<StartedRun> {
  const kernel = await KernelProcess.start([program])
  const client = await kernel.connect()
  const comm = { comm_id: "flow" }
  await client.send("shell", "comm_open", { ...comm, target_name: "tsnb", data: {} })
  const send = (data: object): Promise<string> => client.send("shell", "comm_msg", { ...comm, data })
  await send({ type: "cells", request: "1", notebook, cells })
  await send({ type: "run", request: "2", parameters: {} })
  let seen = 0
  let run: string | undefined
  const hear = (): boolean => {
    for (; seen < client.published.length; seen++) {
      const { header, content } = client.published[seen] ?? {}
      if (header?.["msg_type"] !== "comm_msg") continue
      // What the kernel sends is the subject of other tests.
      const message = content?.["data"] as FromFlowKernel
      if (message.type === "failed") throw new Error(`the kernel refuses: ${JSON.stringify(message)}`)
      if (message.type === "events") for (const { event } of message.events) onEvent(event)
      if (message.type === "runStarted") run ??= message.run
      if (message.type === "runEnded" && message.run === run) return true
    }
    return false
  }
  const finished = client.until(() => hear()).then(() => kernel.child.kill("SIGKILL"))
  return {
    kill: () => void kernel.child.kill("SIGKILL"),
    ended: (async () => {
      await Promise.race([kernel.exit, finished])
      await kernel.exit
      await client[Symbol.asyncDispose]()
      await kernel[Symbol.asyncDispose]()
      return { code: null, errors: kernel.errors }
    })(),
  }
}

/** A Node of this machine that the launcher doesn't run tsnb on itself; undefined when there is none. */
export function findOldNode(): string | undefined {
  if (!existsSync(built.commandLine)) return undefined
  const candidates = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "node"))
  return candidates.find((node) => {
    const { stdout } = spawnSync(node, ["--version"], { encoding: "utf8" })
    const major = Number(/^v(\d+)/.exec(stdout ?? "")?.[1])
    return major >= 14 && major < 24
  })
}
