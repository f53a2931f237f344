import type { Assistant } from "../assistance/assistant.ts"
import type { Comms } from "../comms.ts"
import type { Connection } from "../connection/connection.ts"
import type { History } from "../history/history.ts"
import type { Subshells } from "../subshells.ts"
import type { Received } from "../wire/message.ts"

/** The parts of a kernel that its handlers use. */
export interface KernelParts {
  readonly connection: Connection
  readonly history: History
  readonly comms: Comms
  readonly subshells: Subshells
  readonly assistant: Assistant
  /** Ends the cell that runs; its values stay. */
  interrupt(): void
  /** Gives up the cells that wait in a subshell. */
  abort(subshell: string): void
  /** Ends the kernel, when the request that asked for it has been answered. */
  shutDown(restart: boolean): void
}

/** A reply's content, without its status where that is `ok`. */
export type Reply = Readonly<Record<string, unknown>>

/** Answers one type of request. What it throws is answered as an error. Messages that have no reply give undefined. */
export type Handler = (
  request: Received,
  kernel: KernelParts,
) => Reply | undefined | void | Promise<Reply | undefined | void>
