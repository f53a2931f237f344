/** What Node's words for what keeps a process alive mean to people, in the order in which it is told. */
const kinds: readonly (readonly [resource: RegExp, singular: string, plural: string])[] = [
  [/^(?:TCP|Pipe)ServerWrap$/, "server", "servers"],
  [/^ProcessWrap$/, "child process", "child processes"],
  [/^Timeout$/, "timer", "timers"],
  [/^Immediate$/, "immediate", "immediates"],
  [/^TCPSocketWrap$/, "connection", "connections"],
  [/^UDPWrap$/, "UDP socket", "UDP sockets"],
  [/^PipeWrap$/, "pipe", "pipes"],
  [/^MessagePort$/, "message port", "message ports"],
  [/^(?:FSEventWrap|StatWatcher)$/, "file watcher", "file watchers"],
  [/^(?:FSReq|FileHandle)/, "file operation", "file operations"],
  [/^(?:GetAddrInfo|GetNameInfo|Query)ReqWrap$/, "name lookup", "name lookups"],
  [/^TTYWrap$/, "terminal", "terminals"],
]

/** Parts of what is counted beside them: a request on a connection or pipe. */
const parts = /^(?:(?:TCP|Pipe)Connect|Write|Shutdown)(?:Wrap|ReqWrap)?$/

/**
 * What an attempt waits for, in words: `1 server, 2 timers`.
 * @param resources what keeps its process alive, in Node's words
 * @param subflows how many subflows it waits for
 * @returns undefined when Node says nothing of it, as of compression or a worker thread
 */
export function describePending(resources: readonly string[], subflows = 0): string | undefined {
  // A child process has a pipe for each of its streams.
  const hasChild = resources.includes("ProcessWrap")
  const counted = resources.filter((resource) => !parts.test(resource) && !(hasChild && resource === "PipeWrap"))
  const named = kinds.flatMap(([pattern, singular, plural]) =>
    counts(counted.filter((resource) => pattern.test(resource)).length, singular, plural),
  )
  const others = counted.filter((resource) => !kinds.some(([pattern]) => pattern.test(resource)))
  const all = [...counts(subflows, "subflow", "subflows"), ...named, ...new Set(others)]
  return all.length === 0 ? undefined : all.join(", ")
}

function counts(count: number, singular: string, plural: string): readonly string[] {
  return count === 0 ? [] : [count === 1 ? `1 ${singular}` : `${count} ${plural}`]
}
