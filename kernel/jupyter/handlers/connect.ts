import type { Received } from "../wire/message.ts"
import type { KernelParts, Reply } from "./handler.ts"

/** Answers `connect_request`, which clients of old still send. */
export function connect(_request: Received, { connection: { ports } }: KernelParts): Reply {
  return {
    shell_port: ports.shell,
    iopub_port: ports.iopub,
    stdin_port: ports.stdin,
    control_port: ports.control,
    hb_port: ports.hb,
  }
}
