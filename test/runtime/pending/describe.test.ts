import { expect, test } from "vitest"
import { describePending } from "../../../kernel/runtime/pending/describe.ts"

test.for<[resources: readonly string[], subflows: number, expected: string | undefined]>([
  [[], 0, undefined],
  [["Timeout"], 0, "1 timer"],
  [["Timeout", "TCPServerWrap", "Timeout"], 0, "1 server, 2 timers"],
  [["PipeServerWrap", "TCPServerWrap"], 0, "2 servers"],
  [["PipeWrap", "PipeWrap", "PipeWrap", "ProcessWrap"], 0, "1 child process"],
  [["ProcessWrap", "ProcessWrap", "PipeWrap"], 0, "2 child processes"],
  [["PipeWrap"], 0, "1 pipe"],
  [["TCPSocketWrap", "TCPConnectWrap", "WriteWrap", "GetAddrInfoReqWrap"], 0, "1 connection, 1 name lookup"],
  [["FSReqCallback", "FSReqPromise", "FSEventWrap", "StatWatcher"], 0, "2 file watchers, 2 file operations"],
  [["Immediate", "UDPWrap", "MessagePort", "TTYWrap"], 0, "1 immediate, 1 UDP socket, 1 message port, 1 terminal"],
  [["SomethingNew", "SomethingNew", "Timeout"], 0, "1 timer, SomethingNew"],
  [[], 1, "1 subflow"],
  [["Timeout"], 2, "2 subflows, 1 timer"],
])("%j with %i subflows is %j", ([resources, subflows, expected]) => {
  expect(describePending(resources, subflows)).toBe(expected)
})
