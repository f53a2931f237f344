import { commInfoRequest } from "../contents.ts"
import type { Received } from "../wire/message.ts"
import type { KernelParts, Reply } from "./handler.ts"

/** Answers `comm_info_request`: which comms are open. */
export function commInfo(request: Received, { comms }: KernelParts): Reply {
  return { comms: comms.list(commInfoRequest(request).target) }
}

/** Takes a `comm_open`. */
export async function openComm(request: Received, { comms }: KernelParts): Promise<void> {
  await comms.open(request)
}

/** Takes a `comm_msg`. */
export async function commMessage(request: Received, { comms }: KernelParts): Promise<void> {
  await comms.message(request)
}

/** Takes a `comm_close`. */
export async function closeComm(request: Received, { comms }: KernelParts): Promise<void> {
  await comms.close(request)
}
