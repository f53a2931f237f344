import { BroadcastChannel, getEnvironmentData } from "node:worker_threads"
import { traceThread } from "./threadTracing.ts"
import { threadChannel, threadOptions } from "./threads.ts"
import type { TracingOptions } from "./tracer.ts"

/** What a thread of user code begins with: everything that it does from here on is traced. */
const options: unknown = getEnvironmentData(threadOptions)
// Without them, somebody else took Node's option over.
if (options) {
  const channel = new BroadcastChannel(threadChannel)
  channel.unref()
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `ThreadTraces` set them.
  traceThread(options as TracingOptions, (news) => channel.postMessage(news))
}
