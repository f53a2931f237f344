import { Console } from "node:console"
import { Writable } from "node:stream"
import { StringDecoder } from "node:string_decoder"
import type { LogLevel } from "../api/types.ts"
import { GrowingLines } from "./unfinishedLine.ts"

/** Takes what user code prints, a line or a message at a time. */
export type LogSink = (level: LogLevel, text: string) => void

const levels: Readonly<Record<string, LogLevel>> = {
  debug: "debug",
  trace: "debug",
  error: "error",
  assert: "error",
  warn: "warn",
}

/** Methods that a console remembers something of. */
const remembering = /^(?:count|time|group)/

/** The console of an attempt. */
export interface CapturedConsole {
  /** Forgets counters, timers and groups. */
  reset(): void
}

/** Sends `console.*` to a sink, each call as one message, formatted (tables, groups, counters) as Node does. */
export function captureConsole(sink: LogSink): CapturedConsole {
  let level: LogLevel = "info"
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: unknown, _encoding, done) {
      sink(level, String(chunk).replace(/\n$/, ""))
      done()
    },
  })
  const make = (): Console => new Console({ stdout: stream, stderr: stream })
  let captured = make()
  let remembers = false
  for (const [name, known] of Object.entries(captured)) {
    if (typeof known !== "function") continue
    const methodLevel = levels[name] ?? "info"
    Reflect.set(console, name, (...values: readonly unknown[]): unknown => {
      level = methodLevel
      remembers ||= remembering.test(name)
      const method: unknown = Reflect.get(captured, name)
      return typeof method === "function" ? Reflect.apply(method, captured, values) : undefined
    })
  }
  return {
    reset() {
      if (remembers) captured = make()
      remembers = false
    },
  }
}

/** What was written to `process.stdout` and `process.stderr`, cut into lines. */
export interface CapturedStreams {
  /** Takes what came since the last line end for a line. */
  flush(): void
  /** Gives away the line that the console is about to end with a message of this level. */
  takeLine(level: LogLevel): string
}

/**
 * Sends what is written to `process.stdout` and `process.stderr` to a sink, by lines.
 * @param unfinished told what there is of a line that goes on; of none, when it is empty
 */
export function captureStreams(sink: LogSink, unfinished: LogSink): CapturedStreams {
  const output = captureStream(process.stdout, "info", sink, unfinished)
  const errors = captureStream(process.stderr, "warn", sink, unfinished)
  return {
    flush() {
      output.flush()
      errors.flush()
    },
    takeLine: (level) => (level === "info" || level === "debug" ? output : errors).takeRest(),
  }
}

function captureStream(
  stream: NodeJS.WriteStream,
  level: LogLevel,
  sink: LogSink,
  unfinished: LogSink,
): Pick<GrowingLines, "flush" | "takeRest"> {
  const lines = new GrowingLines(
    (line) => sink(level, line),
    (text) => unfinished(level, text),
  )
  const end = captureWrites(stream, (text) => lines.push(text))
  return {
    flush() {
      lines.push(end())
      lines.flush()
    },
    takeRest: () => lines.takeRest(),
  }
}

/**
 * Sends what is written to a stream to a function, as text.
 * @returns gives what is left of a character that wasn't written whole
 */
export function captureWrites(stream: NodeJS.WriteStream, take: (text: string) => void): () => string {
  const decoder = new StringDecoder("utf8")
  const textOf = (chunk: string | Uint8Array, encoding: unknown): string => {
    if (typeof chunk !== "string") return decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
    const isString = typeof encoding !== "string" || !Buffer.isEncoding(encoding) || /^utf-?8$/i.test(encoding)
    return isString ? chunk : decoder.write(Buffer.from(chunk, encoding))
  }
  stream.write = (chunk: string | Uint8Array, ...more: readonly unknown[]): boolean => {
    take(textOf(chunk, more[0]))
    const done = more.find((item) => typeof item === "function")
    if (done) process.nextTick(() => Reflect.apply(done, undefined, []))
    return true
  }
  return () => decoder.end()
}
