import { isCompleteRequest } from "../contents.ts"
import type { Received } from "../wire/message.ts"
import type { Reply } from "./handler.ts"

/** Answers `is_complete_request`: whether Enter shall run the code. */
export async function isComplete(request: Received): Promise<Reply> {
  // The kernel listens before it has loaded a parser.
  const { completenessOf } = await import("../isComplete.ts")
  return { ...completenessOf(isCompleteRequest(request).code) }
}
