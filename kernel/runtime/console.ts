import { Console } from "node:console"
import { Writable } from "node:stream"
import type { LogLevel } from "../api/types.ts"

/** Takes what user code prints, a line or a message at a time. */
export type LogSink = (level: LogLevel, text: string) => void

const levels: Readonly<Record<string, LogLevel>> = {
  debug: "debug",
  trace: "debug",
  error: "error",
  assert: "error",
  warn: "warn",
}

/** Sends `console.*` to a sink, each call as one message, formatted (tables, groups, counters) as Node does. */
export function captureConsole(sink: LogSink): void {
  let level: LogLevel = "info"
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: unknown, _encoding, done) {
      sink(level, String(chunk).replace(/\n$/, ""))
      done()
    },
  })
  const captured = new Console({ stdout: stream, stderr: stream })
  for (const [name, method] of Object.entries(captured)) {
    if (typeof method !== "function") continue
    const methodLevel = levels[name] ?? "info"
    Reflect.set(console, name, (...values: readonly unknown[]): unknown => {
      level = methodLevel
      return Reflect.apply(method, captured, values)
    })
  }
}

/** Sends what is written to `process.stdout` and `process.stderr` to a sink, by lines. */
export function captureStreams(sink: LogSink): { flush(): void } {
  const flushes = [captureStream(process.stdout, "info", sink), captureStream(process.stderr, "warn", sink)]
  return { flush: () => flushes.forEach((flush) => flush()) }
}

function captureStream(stream: NodeJS.WriteStream, level: LogLevel, sink: LogSink): () => void {
  let rest = ""
  const decoder = new TextDecoder()
  const take = (text: string): void => {
    const lines = (rest + text).split("\n")
    rest = lines.pop() ?? ""
    for (const line of lines) sink(level, line)
  }
  stream.write = (chunk: string | Uint8Array, ...more: readonly unknown[]): boolean => {
    take(typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }))
    const done = more.find((item) => typeof item === "function")
    if (done) process.nextTick(() => Reflect.apply(done, undefined, []))
    return true
  }
  return () => {
    if (rest !== "") sink(level, rest)
    rest = ""
  }
}
