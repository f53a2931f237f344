import type { Received } from "../wire/message.ts"
import type { KernelParts, Reply } from "./handler.ts"

/** Answers `interrupt_request`: ends the cell that runs. */
export function interrupt(_request: Received, kernel: KernelParts): Reply {
  kernel.interrupt()
  return {}
}
