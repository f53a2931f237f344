import type { FlowEvent } from "../../kernel/flow/events.ts"

/** An event from a line of `--json` output. */
export function decodeEvent(line: string): FlowEvent {
  const event: unknown = JSON.parse(line)
  if (typeof event !== "object" || event === null || !("type" in event)) throw new TypeError(`Not an event: ${line}`)
  // The command line prints events as they are.
  return event as FlowEvent
}
