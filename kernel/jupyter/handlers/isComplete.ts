import { isCompleteRequest } from "../contents.ts"
import { completenessOf } from "../isComplete.ts"
import type { Received } from "../wire/message.ts"
import type { Reply } from "./handler.ts"

/** Answers `is_complete_request`: whether Enter shall run the code. */
export function isComplete(request: Received): Reply {
  return { ...completenessOf(isCompleteRequest(request).code) }
}
