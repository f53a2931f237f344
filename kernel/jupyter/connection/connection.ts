/** The five sockets of a kernel, by the names that connection files give them. */
export const channelNames = ["shell", "control", "iopub", "stdin", "hb"] as const
export type ChannelName = (typeof channelNames)[number]

/** Where a kernel listens, and how its messages are signed. */
export interface Connection {
  transport: "tcp" | "ipc"
  /** An IP address or host name; for `ipc` the beginning of the sockets' paths. */
  ip: string
  ports: Readonly<Record<ChannelName, number>>
  /** Empty when messages aren't signed. */
  key: string
  /** Of Node's `crypto`, such as `sha256`. */
  hash: string
  /** The kernel's pair of keys, in Z85, when what goes over the sockets shall be encrypted by CurveZMQ. */
  curve?: { publicKey: string; secretKey: string }
}

/** A socket's address as ZeroMQ writes it. */
export function addressOf({ transport, ip, ports }: Connection, channel: ChannelName): string {
  const port = ports[channel]
  if (transport === "ipc") return `ipc://${ip}-${port}`
  return isIpv6(ip) ? `tcp://[${ip.replace(/^\[|\]$/g, "")}]:${port}` : `tcp://${ip}:${port}`
}

/** Whether an address is one of IPv6, for which ZeroMQ wants to be told. */
export function isIpv6(ip: string): boolean {
  return ip.includes(":")
}
