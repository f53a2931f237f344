import { closeComm, commInfo, commMessage, openComm } from "./comm.ts"
import { complete } from "./complete.ts"
import { connect } from "./connect.ts"
import { debug } from "./debug.ts"
import type { Handler } from "./handler.ts"
import { history } from "./history.ts"
import { inspect } from "./inspect.ts"
import { interrupt } from "./interrupt.ts"
import { isComplete } from "./isComplete.ts"
import { kernelInfo } from "./kernelInfo.ts"
import { shutdown } from "./shutdown.ts"
import { createSubshell, deleteSubshell, listSubshells } from "./subshell.ts"

/** What answers each type of request but `execute_request`, which waits for its turn. */
export const handlers: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ["kernel_info_request", kernelInfo],
  ["connect_request", connect],
  ["complete_request", complete],
  ["inspect_request", inspect],
  ["is_complete_request", isComplete],
  ["history_request", history],
  ["comm_info_request", commInfo],
  ["comm_open", openComm],
  ["comm_msg", commMessage],
  ["comm_close", closeComm],
  ["interrupt_request", interrupt],
  ["shutdown_request", shutdown],
  ["create_subshell_request", createSubshell],
  ["delete_subshell_request", deleteSubshell],
  ["list_subshell_request", listSubshells],
  ["debug_request", debug],
])
