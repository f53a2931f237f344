import { ChildProcess } from "node:child_process"
import { Server, type Socket } from "node:net"
import { inspect } from "node:util"
import type { Handle } from "./eventLoop.ts"

/**
 * Takes what is meant to stay out of what its attempt waits for.
 * @returns whether that was possible; what a promise or a pool of connections keeps busy can't be told from other work
 * @throws {TypeError} when it is nothing that can go on
 */
export function release(value: unknown): boolean {
  if (!isObject(value)) {
    const shown = inspect(value)
    throw new TypeError(`background() takes what goes on, such as a server, a timer or a promise, and not ${shown}`)
  }
  if (!isHandle(value)) return false
  value.unref()
  // Node counts what belongs to them by itself.
  if (value instanceof Server) value.on("connection", (socket: Socket) => socket.unref())
  if (value instanceof ChildProcess) {
    for (const pipe of [...value.stdio, value.channel]) if (isHandle(pipe)) pipe.unref()
  }
  return true
}

function isHandle(value: unknown): value is Handle {
  return isObject(value) && "unref" in value && typeof value.unref === "function"
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function"
}
