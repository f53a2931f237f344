import fs from "node:fs"
import { Socket } from "node:net"
import { encodeFrame, FrameReader } from "./frames.ts"
import { encodeLine, type LogLine } from "./lineFrame.ts"

/**
 * The pipes between the kernel and a session or worker process, by their file descriptors in the latter. They are tsnb's
 * own, not Node's IPC channel: `process.send`, `process.disconnect` and `process.on("message")` belong to the user's code.
 */
export const pipeDescriptors = {
  /** Messages from the kernel. */
  fromKernel: 3,
  /** Ends when the kernel does. To a live process, the kernel also says here what can't wait for its main thread. */
  lifeline: 4,
  /** Messages to the kernel. */
  toKernel: 5,
} as const

/** What is read at once, in bytes. */
const readSize = 1 << 16

/** As it was before user code could replace it, or the tracing did. */
const { writeSync } = fs

/**
 * Sends a message to the kernel. It is on its way when this returns, so that neither a busy loop nor `process.exit()` nor
 * the end of the process holds back or loses what was said before; whoever says more than the kernel takes has to wait.
 */
export function sendToKernel(message: unknown): void {
  writeFully(pipeDescriptors.toKernel, encodeFrame(message))
}

/** Sends a line of a log to the kernel, just as surely. */
export function sendLineToKernel(line: LogLine): void {
  writeFully(pipeDescriptors.toKernel, encodeLine(line) ?? encodeFrame(line))
}

/** Writes all bytes to a pipe before it returns. */
export function writeFully(descriptor: number, bytes: Uint8Array): void {
  for (let start = 0; start < bytes.length;) start += writeSome(descriptor, bytes, start)
}

function writeSome(descriptor: number, bytes: Uint8Array, start: number): number {
  try {
    return writeSync(descriptor, bytes, start)
  } catch (error) {
    // Somebody who shares the pipe made it non-blocking, and it is full.
    if (error instanceof Error && "code" in error && error.code === "EAGAIN") return 0
    throw error
  }
}

/**
 * Hears what the kernel says.
 * @param onEnd called when it can't say more, since it is gone
 * @returns the pipe, which keeps this process alive
 */
export function hearKernel(onMessage: (message: unknown) => void, onEnd: () => void): Socket {
  const frames = new FrameReader()
  const pipe = new Socket({
    fd: pipeDescriptors.fromKernel,
    readable: true,
    writable: false,
    // Saves the way through a stream, which takes longer than a small message.
    onread: {
      buffer: Buffer.allocUnsafeSlow(readSize),
      callback(length, bytes) {
        // The bytes are overwritten by those that come next.
        const piece = Buffer.from(bytes.subarray(0, length))
        for (const message of frames.push(piece)) onMessage(message)
        return true
      },
    },
  })
  pipe.on("error", onEnd)
  pipe.on("end", onEnd)
  return pipe
}
