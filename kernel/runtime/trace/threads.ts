import workerThreads from "node:worker_threads"
import { syncBuiltinESMExports } from "node:module"
import type { Found, TraceEntry } from "../../model/traceEntry.ts"
import type { Recorder } from "./recorder.ts"
import type { TracingOptions } from "./tracer.ts"
import { withoutTracing } from "./untraced.ts"

/** What a thread does, as it tells the process that it belongs to. */
export type ThreadNews =
  | { type: "read"; entry: TraceEntry }
  | { type: "written"; path: string; tree: boolean; before: Found }
  | { type: "appended"; path: string; before: Found }
  | { type: "folderMade"; path: string; before: Found }
  | { type: "unseen"; what: string }

/** The name of the channel by which threads tell. */
export const threadChannel = "tsnb: trace"

/** The name under which threads find the options of tracing. */
export const threadOptions = "tsnb: tracing options"

/**
 * Makes threads that code starts (`new Worker`) begin with tsnb's own program, which traces them.
 * @param program absolute path of that program
 * @param isOwn whether it is tsnb that starts a thread at this moment
 * @param onStart called before a thread is made
 * @returns takes it back
 */
export function watchWorkers(program: string, isOwn: () => boolean, onStart: () => void): () => void {
  const { Worker } = workerThreads
  const traced = new Proxy(Worker, {
    construct(target, [file, options, ...others]: unknown[], newTarget): object {
      if (isOwn()) return Reflect.construct(target, [file, options, ...others], newTarget)
      onStart()
      // What isn't an object is for Node to refuse.
      const given = options === undefined ? {} : options
      const changed =
        typeof given === "object" && given !== null ? { ...given, execArgv: argumentsOf(given, program) } : options
      return Reflect.construct(target, [file, changed, ...others], newTarget)
    },
  })
  Reflect.set(workerThreads, "Worker", traced)
  syncBuiltinESMExports()
  return () => {
    Reflect.set(workerThreads, "Worker", Worker)
    syncBuiltinESMExports()
  }
}

/** Node's options for a thread: those that were given for it, or those of the process as far as threads may have them. */
function argumentsOf(options: object, program: string): readonly unknown[] {
  const given: unknown = Reflect.get(options, "execArgv")
  const own = Array.isArray(given) ? given : process.execArgv.filter((word) => word.startsWith("--disable-warning"))
  return [...own, "--require", program]
}

/** Takes what threads tell into the trace of the attempt under way. */
export class ThreadTraces {
  readonly #recorder: Recorder
  readonly #options: TracingOptions
  #channel: workerThreads.BroadcastChannel | undefined

  constructor(recorder: Recorder, options: TracingOptions) {
    this.#recorder = recorder
    this.#options = options
  }

  /** Gets ready for the first thread. */
  open(): void {
    if (this.#channel) return
    workerThreads.setEnvironmentData(threadOptions, { ...this.#options })
    this.#channel = new workerThreads.BroadcastChannel(threadChannel)
    this.#channel.addEventListener("message", (event: unknown) => this.#take(event, "data"))
    this.#channel.unref()
  }

  /** Takes what was told and hasn't come yet. */
  drain(): void {
    if (!this.#channel) return
    for (;;) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Node takes such a channel, too.
      const received = workerThreads.receiveMessageOnPort(this.#channel as unknown as workerThreads.MessagePort)
      if (!received) return
      this.#take(received, "message")
    }
  }

  close(): void {
    this.#channel?.close()
  }

  #take(envelope: unknown, field: "data" | "message"): void {
    const news: unknown = typeof envelope === "object" && envelope !== null ? Reflect.get(envelope, field) : undefined
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- User code could open it, too, to deceive itself.
    if (news) withoutTracing(() => this.#recorder.ofThread(news as ThreadNews))
  }
}
