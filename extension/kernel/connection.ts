import { randomBytes } from "node:crypto"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { createServer, type Server } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { channelNames, type ChannelName, type Connection } from "../../kernel/jupyter/connection/connection.ts"

/** A connection file for a kernel of our own, in a folder that only this user can enter. */
export interface ConnectionFile {
  connection: Connection
  path: string
  remove(): Promise<void>
}

/** Writes the file that tells a kernel where to listen: sockets in the folder itself, or on Windows at ports that are free. */
export async function makeConnectionFile(): Promise<ConnectionFile> {
  const folder = await mkdtemp(join(tmpdir(), "tsnb-"))
  const key = randomBytes(32).toString("hex")
  const connection: Connection =
    process.platform === "win32"
      ? { transport: "tcp", ip: "127.0.0.1", ports: await freePorts(), key, hash: "sha256" }
      : { transport: "ipc", ip: join(folder, "socket"), ports: numbered(), key, hash: "sha256" }
  const path = join(folder, "connection.json")
  await writeFile(path, JSON.stringify(contentOf(connection)), { mode: 0o600 })
  return { connection, path, remove: () => rm(folder, { recursive: true, force: true }) }
}

function contentOf({ transport, ip, ports, key, hash }: Connection): Record<string, unknown> {
  const byChannel = channelNames.map((channel) => [`${channel}_port`, ports[channel]] as const)
  return { transport, ip, key, signature_scheme: `hmac-${hash}`, kernel_name: "tsnb", ...Object.fromEntries(byChannel) }
}

function numbered(): Record<ChannelName, number> {
  return { shell: 1, control: 2, iopub: 3, stdin: 4, hb: 5 }
}

/** All are held until the last is known, so that none is given twice. */
async function freePorts(): Promise<Record<ChannelName, number>> {
  const servers = await Promise.all(channelNames.map(() => listen()))
  const ports = numbered()
  for (const [index, channel] of channelNames.entries()) {
    const address = servers[index]?.address()
    if (typeof address === "object" && address !== null) ports[channel] = address.port
  }
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

function listen(): Promise<Server> {
  const { promise, resolve, reject } = Promise.withResolvers<Server>()
  const server = createServer()
  server.once("error", reject)
  server.listen(0, "127.0.0.1", () => resolve(server))
  return promise
}
