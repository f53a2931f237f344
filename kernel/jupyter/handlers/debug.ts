import type { Received } from "../wire/message.ts"
import type { Reply } from "./handler.ts"

/** Answers `debug_request`, in the words of the debug adapter protocol: there is no debugger. */
export function debug({ content }: Received): Reply {
  return {
    type: "response",
    success: false,
    seq: 0,
    request_seq: content["seq"] ?? 0,
    command: content["command"] ?? "",
    message: "tsnb's kernel has no debugger yet",
  }
}
