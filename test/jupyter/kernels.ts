import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Connection } from "../../kernel/jupyter/connection/connection.ts"
import { Kernel, type KernelOptions } from "../../kernel/jupyter/kernel.ts"
import { KernelLog } from "../../kernel/jupyter/kernelLog.ts"
import { Client } from "./client.ts"
import { ScriptNotebook } from "./scriptNotebook.ts"

/** A connection at ports that are free. */
export async function freeConnection(key: string = randomBytes(32).toString("hex")): Promise<Connection> {
  const servers = await Promise.all(Array.from({ length: 5 }, listenAnywhere))
  const [shell = 0, control = 0, iopub = 0, stdin = 0, hb = 0] = servers.map(({ port }) => port)
  await Promise.all(servers.map(({ close }) => close()))
  return { transport: "tcp", ip: "127.0.0.1", ports: { shell, control, iopub, stdin, hb }, key, hash: "sha256" }
}

/** A kernel in this process with the small notebook of these tests, and a client of it. */
export interface RunningKernel extends AsyncDisposable {
  kernel: Kernel
  client: Client
  notebook: ScriptNotebook
  log: string[]
  connection: Connection
}

/** Starts a kernel and connects a client to it. */
export async function startKernel(
  connection?: Connection,
  options: Partial<KernelOptions> = {},
): Promise<RunningKernel> {
  const folder = mkdtempSync(join(tmpdir(), "tsnb-kernel-"))
  const log: string[] = []
  const notebook = new ScriptNotebook()
  const place = connection ?? (await freeConnection())
  const kernel = await Kernel.start(place, {
    openNotebook: () => Promise.resolve(notebook),
    dataFolder: folder,
    log: new KernelLog((line) => log.push(line)),
    ...options,
  })
  const client = await Client.connect(place)
  return {
    kernel,
    client,
    notebook,
    log,
    connection: place,
    async [Symbol.asyncDispose]() {
      kernel.shutDown(false)
      await kernel.ended
      await client[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function listenAnywhere(): Promise<{ port: number; close: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address ? address.port : 0
      resolve({ port, close: () => new Promise((closed) => server.close(() => closed())) })
    })
  })
}
