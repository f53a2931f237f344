import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { existsSync, readdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { createInterface } from "node:readline"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { FlowChannel } from "../../../extension/flow/flowChannel.ts"
import { attachKernel, endKernel, kernelLeftBehind } from "../../../extension/kernel/listedKernels.ts"
import type { Content } from "../../../extension/kernel/kernelClient.ts"
import type { FlowEvent } from "../../../kernel/flow/events.ts"
import { kernelListFolder, liveKernels, type ListedKernel } from "../../../kernel/jupyter/lifetime/kernelList.ts"
import { temporaryFolder } from "../../store/support.ts"
import { jupyterKernel } from "../../support/builtKernel.ts"
import { processesIn } from "../../support/processes.ts"
import type { FrontEndOrder } from "./frontEnd.ts"

const waiting = `// @task held
import { existsSync } from "node:fs"
console.log("held begins")
while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 20))
const held = 1`

let folder: ReturnType<typeof temporaryFolder>
let before: string | undefined
const frontEnds: ChildProcess[] = []

beforeEach(() => {
  folder = temporaryFolder()
  before = process.env["TSNB_DATA_DIR"]
  process.env["TSNB_DATA_DIR"] = join(folder.path, "data")
})

afterEach(async () => {
  for (const child of frontEnds.splice(0)) child.kill("SIGKILL")
  for (const kernel of liveKernels()) process.kill(kernel.process.pid, "SIGKILL")
  // Its own processes end with it.
  await vi.waitUntil(() => processesIn(folder.path).length === 0)
  if (before === undefined) delete process.env["TSNB_DATA_DIR"]
  else process.env["TSNB_DATA_DIR"] = before
  folder[Symbol.dispose]()
})

const notebook = (): string => join(folder.path, "a.tsnb")

/** Starts a window, waits until it has begun what it is to do, and returns its process. */
async function open(order: Partial<FrontEndOrder>): Promise<ChildProcess> {
  const whole: FrontEndOrder = {
    program: jupyterKernel,
    folder: folder.path,
    name: "a.tsnb",
    keep: { idle: 30, afterRun: 60 },
    cells: [waiting],
    runs: true,
    ...order,
  }
  const child = spawn(process.execPath, [join(import.meta.dirname, "frontEnd.ts"), JSON.stringify(whole)], {
    stdio: ["pipe", "pipe", "inherit"],
  })
  frontEnds.push(child)
  for await (const line of createInterface(child.stdout)) if (line === "ready") break
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL")
  await once(child, "exit")
}

/** The kernel, once it is as expected. */
async function listed(expected: Partial<ListedKernel>): Promise<ListedKernel> {
  await expect.poll(() => liveKernels(), { timeout: 20_000 }).toMatchObject([expected])
  const [kernel] = liveKernels()
  if (!kernel) throw new Error("The kernel has ended meanwhile")
  return kernel
}

/** Goes on with a kernel as another window. */
async function attach(kernel: ListedKernel) {
  const told: FlowEvent[] = []
  const ended = Promise.withResolvers<string>()
  let channel: FlowChannel | undefined
  const running = await attachKernel(kernel, {
    onComm: (type: string, content: Content) => channel?.take(type, content),
    log: () => undefined,
  })
  if (!running) throw new Error("The kernel doesn't answer")
  channel = new FlowChannel(running.client, (message) => {
    if (message.type === "events") told.push(...message.events.map(({ event }) => event))
    if (message.type === "runEnded") ended.resolve(message.state)
  })
  return { running, channel, told, ended: ended.promise }
}

describe("a kernel whose window is gone", () => {
  test.each<[how: string, end: (child: ChildProcess) => Promise<void>]>([
    ["was killed", kill],
    ["was closed", async (child) => void child.stdin?.write("leave\n")],
  ])("is found again by the next, with its run and its values: it %s", async (_how, end) => {
    const first = await open({ live: "const kept = 6 * 7" })
    await listed({ notebook: notebook(), isAttended: true, isWorking: true })
    expect(kernelLeftBehind(notebook())).toBeUndefined()
    await end(first)
    await listed({ isAttended: false, isWorking: true })
    const left = kernelLeftBehind(notebook())
    if (!left) throw new Error("The kernel isn't found")
    const { running, channel, told, ended } = await attach(left)
    const { cells, runs } = await channel.ask({ type: "attach" }, "attached")
    expect(cells).toMatchObject([{ id: "cell 0", source: waiting }])
    expect(runs).toHaveLength(1)
    await channel.ask({ type: "cells", notebook: notebook(), cells }, "graph")
    await channel.ask({ type: "events", run: runs[0] ?? "", after: 0 }, "eventsSent", undefined, (events) =>
      told.push(...events.map(({ event }) => event)),
    )
    writeFileSync(join(folder.path, "go"), "")
    expect(await ended).toBe("completed")
    expect(told.filter(({ type }) => type === "flowStarted")).toHaveLength(1)
    expect(told).toContainEqual(expect.objectContaining({ type: "logged", text: "held begins" }))
    const values: Content[] = []
    const content = { code: "kept", silent: false, store_history: true, user_expressions: {}, allow_stdin: false }
    const observer = { onOutput: (type: string, shown: Content) => type === "execute_result" && values.push(shown) }
    await running.client.request("shell", "execute_request", content, observer).done
    expect(values).toMatchObject([{ data: { "text/plain": "42" } }])
    await running.stop()
    expect(liveKernels()).toEqual([])
  })

  test("has its run cancelled by the next", async () => {
    await kill(await open({}))
    const { running, channel, ended } = await attach(await listed({ isAttended: false, isWorking: true }))
    const { runs } = await channel.ask({ type: "attach" }, "attached")
    await channel.ask({ type: "cells", notebook: notebook(), cells: [] }, "graph")
    await channel.ask({ type: "events", run: runs[0] ?? "", after: 0 }, "eventsSent")
    await channel.ask({ type: "cancel", run: runs[0] ?? "" }, "cancelling")
    expect(await ended).toBe("cancelled")
    await running.stop()
  })

  test("is gone on with by one window only", async () => {
    await kill(await open({}))
    const kernel = await listed({ isAttended: false, isWorking: true })
    const [one, other] = await Promise.all([attach(kernel), attach(kernel)])
    const asked = [one, other].map(({ channel }) => channel.ask({ type: "attach" }, "attached"))
    const answers = await Promise.allSettled(asked)
    expect(answers.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"])
    other.running.leave()
    await one.running.stop()
  })

  test("ends by itself when nothing goes on in it, and leaves nothing behind", async () => {
    const first = await open({ runs: false, keep: { idle: 0.2, afterRun: 60 } })
    const { connectionFile } = await listed({ isAttended: true })
    await kill(first)
    await expect.poll(() => liveKernels(), { timeout: 20_000 }).toEqual([])
    await expect.poll(() => existsSync(dirname(connectionFile))).toBe(false)
    expect(readdirSync(kernelListFolder())).toEqual([])
  })

  test("is kept for a while after its run, and ends then", async () => {
    await kill(await open({ keep: { idle: 0, afterRun: 0.2 } }))
    await listed({ isAttended: false, isWorking: true })
    writeFileSync(join(folder.path, "go"), "")
    await expect.poll(() => liveKernels(), { timeout: 20_000 }).toEqual([])
  })

  test("is ended by a command, also when it doesn't answer any more", async () => {
    await kill(await open({}))
    const kernel = await listed({ isAttended: false, isWorking: true })
    process.kill(kernel.process.pid, "SIGSTOP")
    await endKernel(kernel, () => undefined)
    expect(liveKernels()).toEqual([])
  })

  test("and that was killed itself isn't found, and what it left behind is removed", async () => {
    const first = await open({})
    const kernel = await listed({ isAttended: true, isWorking: true })
    await kill(first)
    process.kill(kernel.process.pid, "SIGKILL")
    await expect.poll(() => kernelLeftBehind(notebook())).toBeUndefined()
    expect(existsSync(dirname(kernel.connectionFile))).toBe(false)
    expect(readdirSync(kernelListFolder())).toEqual([])
  })
})
