import { ChildProcess } from "node:child_process"
import { EventEmitter, getEventListeners } from "node:events"
import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
import { Server, Socket } from "node:net"
import timers from "node:timers/promises"
import { MessagePort, Worker } from "node:worker_threads"

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
    // Node sets it, which its types don't say, once a timer has fired for the last time or was cleared.
    this.#watch(timer.constructor, (timer: object) => Reflect.get(timer, "_destroyed") !== true)
    this.#watch(Server, ({ listening }) => listening)
    this.#watch(Socket, ({ destroyed }) => !destroyed)
    this.#watch(ChildProcess, ({ exitCode, signalCode }) => exitCode === null && signalCode === null)
    this.#watch(Worker, ({ threadId }) => threadId !== -1)
    this.#watch(MessagePort, isOpen)
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

  /** @param kind a class whose objects can be let go, so that they don't keep the process alive */
  #watch<One extends object>(kind: { prototype: One }, goesOn: (one: One) => boolean): void {
    wrap(kind.prototype, "unref", (call, one) => {
      if (isInstance(one, kind)) this.#note(() => goesOn(one))
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
      const watcher = call()
      if (!(watcher instanceof EventEmitter)) return watcher
      let isClosed = false
      watcher.once("close", () => void (isClosed = true))
      this.#note(() => !isClosed)
      return watcher
    })
    wrap(fs, "watchFile", (call) => {
      const watcher = call()
      if (watcher instanceof EventEmitter) this.#note(() => watcher.listenerCount("change") > 0)
      return watcher
    })
  }
}

function isInstance<One extends object>(value: unknown, { prototype }: { prototype: One }): value is One {
  return typeof value === "object" && value !== null && Object.prototype.isPrototypeOf.call(prototype, value)
}

/** Replaces a function by one that is handed what it is called with, and calls the function when it likes. */
function wrap(
  owner: object,
  name: string,
  around: (call: () => unknown, receiver: unknown, args: readonly unknown[]) => unknown,
): void {
  const original: unknown = Reflect.get(owner, name)
  if (typeof original !== "function") return
  const watched = function (this: unknown, ...args: unknown[]): unknown {
    return around(() => Reflect.apply(original, this, args), this, args)
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
