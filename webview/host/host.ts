import type { FromPanel, ToPanel } from "../messages.ts"

/** Whoever stands between the panel and the kernel: VS Code, or later a server at the other end of a WebSocket. */
export interface Host {
  send(message: FromPanel): void
  /** @param listener told of all messages from now on: of those that come close together at once */
  listen(listener: (messages: readonly ToPanel[]) => void): void
  /** What was kept last, by this panel or by the one before it that was closed with its window. */
  readonly kept: unknown
  /** Keeps what a panel opened again needs to look the same. */
  keep(state: unknown): void
}
