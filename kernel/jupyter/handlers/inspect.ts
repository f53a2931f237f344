import { inspectRequest } from "../contents.ts"
import { toUtf16 } from "../positions.ts"
import type { Received } from "../wire/message.ts"
import type { KernelParts, Reply } from "./handler.ts"

/** Answers `inspect_request`: what the name at the cursor is. */
export async function inspect(request: Received, { assistant }: KernelParts): Promise<Reply> {
  const { code, cursor, detail } = inspectRequest(request)
  const data = await assistant.inspect(code, toUtf16(code, cursor), detail)
  return { found: data !== undefined, data: data ?? {}, metadata: {} }
}
