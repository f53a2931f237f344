import { setTimeout as pause } from "node:timers/promises"
import type { KernelLog } from "../kernelLog.ts"

/** What a ZeroMQ socket does for receiving. */
export interface Source {
  readonly closed: boolean
  receive(): Promise<Buffer[]>
}

const pauseAfterFailure = 100

/**
 * Hands over each message of a socket until it is closed. Nothing that a message does ends this: it would make the
 * kernel deaf.
 */
export async function receiveAll(
  source: Source,
  channel: string,
  log: KernelLog,
  take: (frames: Buffer[]) => void,
): Promise<void> {
  while (!source.closed) {
    const frames = await receiveOne(source, channel, log)
    if (!frames) continue
    try {
      take(frames)
    } catch (error) {
      log.error(`a message on ${channel} failed`, error)
    }
  }
}

async function receiveOne(source: Source, channel: string, log: KernelLog): Promise<Buffer[] | undefined> {
  try {
    return await source.receive()
  } catch (error) {
    // Closing a socket ends what waits for its messages.
    if (source.closed) return undefined
    log.error(`${channel} can't be read`, error)
    await pause(pauseAfterFailure)
    return undefined
  }
}
