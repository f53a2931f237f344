import fs from "node:fs"
import os from "node:os"

/**
 * The functions as they were before tracing started, for what tsnb itself reads. This module has to be loaded
 * before `startTracing`.
 */
export const untraced = {
  accessSync: fs.accessSync,
  closeSync: fs.closeSync,
  globSync: fs.globSync,
  hostname: os.hostname,
  lstatSync: fs.lstatSync,
  openSync: fs.openSync,
  readFileSync: fs.readFileSync,
  readSync: fs.readSync,
  readdirSync: fs.readdirSync,
  readlinkSync: fs.readlinkSync,
  realpathSync: fs.realpathSync.native,
  statSync: fs.statSync,
  userInfo: os.userInfo,
} as const

let depth = 0

/** True while tsnb or Node's module loader reads on its own behalf. */
export function isTracingSuspended(): boolean {
  return depth > 0
}

/** Runs synchronous code whose reads aren't the user's. */
export function withoutTracing<Result>(run: () => Result): Result {
  depth++
  try {
    return run()
  } finally {
    depth--
  }
}
