import { createInterface } from "node:readline"
import { FlowChannel } from "../../../extension/flow/flowChannel.ts"
import { startKernel } from "../../../extension/kernel/kernelProcess.ts"
import type { Content } from "../../../extension/kernel/kernelClient.ts"

/** What the front end is to do: its only argument, as JSON. */
export interface FrontEndOrder {
  /** Absolute path of the kernel's program. */
  program: string
  folder: string
  name: string
  keep: { idle: number; afterRun: number }
  /** Sources of cells. */
  cells: readonly string[]
  /** Sent to the session; nothing is run when there is none. */
  live?: string
  /** Whether to run the flow. */
  runs: boolean
}

// A window's extension host, as far as kernels know it: starts one, runs something in it, and says the kernel's process id.
const order = JSON.parse(process.argv[2] ?? "") as FrontEndOrder
let channel: FlowChannel | undefined
const kernel = await startKernel({
  ...order,
  startTimeout: 20_000,
  onComm: (type: string, content: Content) => channel?.take(type, content),
  log: () => undefined,
})
channel = new FlowChannel(kernel.client, () => undefined)
const cells = order.cells.map((source, index) => ({ id: `cell ${index}`, source, line: 1 + index * 10 }))
await channel.ask({ type: "cells", notebook: `${order.folder}/${order.name}`, cells }, "graph")
if (order.live !== undefined) {
  const content = { code: order.live, silent: false, store_history: true, user_expressions: {}, allow_stdin: false }
  await kernel.client.request("shell", "execute_request", content).done
}
if (order.runs) await channel.ask({ type: "run", parameters: {} }, "runStarted")
console.log("ready")
// Until it is killed, or told to leave.
for await (const line of createInterface(process.stdin)) if (line === "leave") kernel.leave()
