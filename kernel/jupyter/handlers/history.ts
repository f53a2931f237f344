import { historyRequest } from "../contents.ts"
import type { Received } from "../wire/message.ts"
import type { KernelParts, Reply } from "./handler.ts"

/** Answers `history_request`: what was run before. */
export async function history(request: Received, kernel: KernelParts): Promise<Reply> {
  const asked = historyRequest(request)
  const rows = await kernel.history.find(asked)
  return {
    history: rows.map(({ session, line, source, output }) => [session, line, asked.output ? [source, output] : source]),
  }
}
