import { deleteSubshellRequest } from "../contents.ts"
import type { Received } from "../wire/message.ts"
import type { KernelParts, Reply } from "./handler.ts"

/** Answers `create_subshell_request`. */
export function createSubshell(_request: Received, { subshells }: KernelParts): Reply {
  return { subshell_id: subshells.create() }
}

/** Answers `delete_subshell_request`; what waits in the subshell is given up. */
export function deleteSubshell(request: Received, kernel: KernelParts): Reply {
  const { subshell } = deleteSubshellRequest(request)
  kernel.subshells.delete(subshell)
  kernel.abort(subshell)
  return {}
}

/** Answers `list_subshell_request`. */
export function listSubshells(_request: Received, { subshells }: KernelParts): Reply {
  return { subshell_id: subshells.list() }
}
