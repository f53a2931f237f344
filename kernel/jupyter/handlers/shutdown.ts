import { shutdownRequest } from "../contents.ts"
import type { Received } from "../wire/message.ts"
import type { KernelParts, Reply } from "./handler.ts"

/** Answers `shutdown_request`; the kernel ends right after. */
export function shutdown(request: Received, kernel: KernelParts): Reply {
  const { restart } = shutdownRequest(request)
  kernel.shutDown(restart)
  return { restart }
}
