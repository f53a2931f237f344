import { chmodSync, rmSync } from "node:fs"
import type { Router, XPublisher } from "zeromq"
import { addressOf, channelNames, isIpv6, type ChannelName, type Connection } from "../connection/connection.ts"
import { asError } from "../../errorMessage.ts"

/** Thrown when the kernel can't listen where the connection file says. */
export class BindError extends Error {
  override readonly name = "BindError"

  constructor(channel: ChannelName, address: string, cause: Error) {
    super(
      `The kernel can't listen at ${address} for ${channel} (${cause.message}). Is another kernel using this ` +
        "connection file? Start a new kernel from the front end.",
      { cause },
    )
  }
}

/** ZeroMQ cuts the connection of a peer that announces a larger part, before there is memory taken for it. */
export const largestPart: number = 256 * 1024 * 1024

/** How long the last messages may take to reach their peers after the kernel closed its sockets. */
const linger = 500

interface CommonOptions {
  linger: number
  sendHighWaterMark: number
  maxMessageSize: number
  ipv6: boolean
  curveServer?: boolean
  curvePublicKey?: string
  curveSecretKey?: string
}

/** What all of the kernel's sockets have in common. Nothing is lost for being sent fast: messages wait as long as it takes. */
export function socketOptions(connection: Connection): CommonOptions {
  const { curve } = connection
  return {
    linger,
    sendHighWaterMark: 0,
    maxMessageSize: largestPart,
    ipv6: connection.transport === "tcp" && isIpv6(connection.ip),
    ...(curve && { curveServer: true, curvePublicKey: curve.publicKey, curveSecretKey: curve.secretKey }),
  }
}

/**
 * Listens where the connection file says, and nowhere else.
 * @throws {BindError} when that isn't possible
 */
export async function bind(socket: Router | XPublisher, connection: Connection, channel: ChannelName): Promise<void> {
  const address = addressOf(connection, channel)
  try {
    await socket.bind(address)
    // Whoever can open the socket's file can talk to the kernel.
    if (connection.transport === "ipc") chmodSync(fileOf(address), 0o600)
  } catch (error) {
    throw new BindError(channel, address, asError(error))
  }
}

/** Removes the files of closed sockets, which ZeroMQ leaves behind. */
export function removeSocketFiles(connection: Connection): void {
  if (connection.transport !== "ipc") return
  for (const channel of channelNames) rmSync(fileOf(addressOf(connection, channel)), { force: true })
}

function fileOf(address: string): string {
  return address.slice("ipc://".length)
}
