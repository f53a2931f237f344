import { ChildProcess } from "node:child_process"
import { getEventListeners } from "node:events"
import fs, { type FSWatcher, type StatWatcher } from "node:fs"
import { syncBuiltinESMExports } from "node:module"
import { Server, Socket } from "node:net"
import timers from "node:timers/promises"
import { MessagePort, Worker } from "node:worker_threads"

/** What can be let go, so that it doesn't keep a process alive. */
interface Referenced {
  unref(): unknown
}

/** What Node's timers have beside what the types say. */
interface NodeTimer extends Referenced {
  /** It has fired for the last time, or was cleared. */
  _destroyed?: boolean
}

/**
 * Finds what goes on without keeping the process alive: Node lists none of it among its active resources, and waits for none
 * of it.
 */
export class Unreferenced {
  readonly #counts: () => boolean
  /** Of what was let go, or never kept the process: whether it may still do something. */
  #left: (() => boolean)[] = []

  /** @param counts whether something counts that is let go at this moment: not what packages and Node itself let go */
  constructor(counts: () => boolean) {
    this.#counts = counts
    const timer = setTimeout(() => undefined, 0)
    clearTimeout(timer)
    this.#watch(Object.getPrototypeOf(timer) as NodeTimer, ({ _destroyed }) => _destroyed !== true) // All timers have it.
    this.#watch(Server.prototype, ({ listening }) => listening)
    this.#watch(Socket.prototype, ({ destroyed }) => !destroyed)
    this.#watch(ChildProcess.prototype, ({ exitCode, signalCode }) => exitCode === null && signalCode === null)
    this.#watch(Worker.prototype, ({ threadId }) => threadId !== -1)
    this.#watch(MessagePort.prototype, isOpen)
    this.#watchPromises()
    this.#watchSignals()
    this.#watchWatchers()
    syncBuiltinESMExports()
  }

  /** Whether something that was let go since the last call may still do something. */
  anyLeft(): boolean {
    if (this.#left.length === 0) return false
    const left = this.#left
    this.#left = []
    return left.some((isLeft) => isLeft())
  }

  #note(isLeft: () => boolean): void {
    if (this.#counts()) this.#left.push(isLeft)
  }

  #watch<Kind extends Referenced>(prototype: Kind, goesOn: (one: Kind) => boolean): void {
    const note = (one: Kind): void => this.#note(() => goesOn(one))
    wrap(prototype, "unref", (call, one) => {
      note(one as Kind) // It is what the method was called on.
      return call()
    })
  }

  /** Timers of `node:timers/promises` are told at once that they don't count: `{ ref: false }`. */
  #watchPromises(): void {
    wrap(timers, "setTimeout", (call, _, [, , options]) => {
      const due = call()
      if (isUnreferenced(options) && due instanceof Promise) this.#notePromise(due)
      return due
    })
    wrap(timers, "setInterval", (call, _, [, , options]) => {
      if (isUnreferenced(options)) this.#note(() => true)
      return call()
    })
  }

  #notePromise(due: Promise<unknown>): void {
    let isDue = true
    const end = (): void => void (isDue = false)
    due.then(end, end)
    this.#note(() => isDue)
  }

  /** A signal that nobody listens to does nothing. */
  #watchSignals(): void {
    wrap(AbortSignal, "timeout", (call) => {
      const signal = call()
      if (signal instanceof AbortSignal)
        this.#note(() => !signal.aborted && getEventListeners(signal, "abort").length > 0)
      return signal
    })
  }

  /** Those of files may never have kept the process: `{ persistent: false }`. */
  #watchWatchers(): void {
    wrap(fs, "watch", (call) => {
      const watcher = call() as FSWatcher // As Node's documentation says.
      let isClosed = false
      watcher.once("close", () => void (isClosed = true))
      this.#note(() => !isClosed)
      return watcher
    })
    wrap(fs, "watchFile", (call) => {
      const watcher = call() as StatWatcher & NodeJS.EventEmitter // As above.
      this.#note(() => watcher.listenerCount("change") > 0)
      return watcher
    })
  }
}

/** Replaces a function by one that is handed what it is called with, and calls the function when it likes. */
function wrap(
  owner: object,
  name: string,
  around: (call: () => unknown, receiver: unknown, args: readonly unknown[]) => unknown,
): void {
  const original: unknown = Reflect.get(owner, name)
  if (typeof original !== "function") return
  function watched(this: unknown, ...args: unknown[]): unknown {
    return around(() => Reflect.apply(original as () => unknown, this, args), this, args) // It was looked at above.
  }
  const { prototype: _, ...properties } = Object.getOwnPropertyDescriptors(original)
  Reflect.set(owner, name, Object.defineProperties(watched, properties))
}

function isUnreferenced(options: unknown): boolean {
  return typeof options === "object" && options !== null && Reflect.get(options, "ref") === false
}

/** Only an open one can be made to keep the process alive. */
function isOpen(port: MessagePort): boolean {
  port.ref()
  const isReferenced = port.hasRef()
  if (typeof unrefPort === "function") Reflect.apply(unrefPort, port, [])
  return isReferenced
}

/** Taken before it is watched. */
const unrefPort: unknown = Reflect.get(MessagePort.prototype, "unref")
