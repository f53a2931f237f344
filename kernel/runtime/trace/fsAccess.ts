import { constants } from "node:fs"
import { sep } from "node:path"
import { absolutePath, placesBeforeClimbs } from "./paths.ts"
import type { Recorder } from "./recorder.ts"

/** What a call of a file function does, told to the recorder before it happens. */
export type Access = (recorder: Recorder, args: readonly unknown[]) => void

type PathAction = (recorder: Recorder, path: string, args: readonly unknown[]) => void

/** The action on the path in the argument at this position; nothing when that is no path, such as a descriptor. */
function at(index: number, action: PathAction): Access {
  return (recorder, args) => {
    const path = absolutePath(args[index])
    if (path === undefined) return
    for (const place of placesBeforeClimbs(String(args[index])).before) recorder.climb(place)
    action(recorder, path, args)
  }
}

function both(first: Access, second: Access): Access {
  return (recorder, args) => {
    first(recorder, args)
    second(recorder, args)
  }
}

const read: PathAction = (recorder, path) => recorder.read(path)
const write: PathAction = (recorder, path) => recorder.write(path)
const writeTree: PathAction = (recorder, path) => recorder.write(path, true)

/** Opens a path with the flags given as an argument or as an option. */
function open(flagsOf: (args: readonly unknown[]) => unknown, defaultFlags: string): Access {
  return at(0, (recorder, path, args) => {
    const flags = flagsOf(args)
    const use =
      typeof flags === "number" ? useOfNumber(flags) : useOfText(typeof flags === "string" ? flags : defaultFlags)
    if (use.exclusive) recorder.exists(path)
    if (use.reads) recorder.read(path)
    if (use.appends) recorder.append(path)
    else if (use.writes) recorder.write(path)
  })
}

interface Use {
  reads: boolean
  writes: boolean
  /** Only at the end, and whether the file is there or not. */
  appends: boolean
  exclusive: boolean
}

/** `a` alone doesn't count as reading: a log that grows is no input, and no output of who adds a line. */
function useOfText(flags: string): Use {
  const more = flags.includes("+")
  return {
    reads: flags.includes("r") || (more && !flags.includes("w")),
    writes: more || !flags.includes("r"),
    appends: flags.includes("a") && !flags.includes("x"),
    exclusive: flags.includes("x"),
  }
}

function useOfNumber(flags: number): Use {
  const mode = flags & (constants.O_WRONLY | constants.O_RDWR)
  return {
    reads: mode !== constants.O_WRONLY && (flags & constants.O_TRUNC) === 0,
    writes: mode !== 0 || (flags & constants.O_TRUNC) !== 0,
    appends: mode !== 0 && (flags & constants.O_APPEND) !== 0 && (flags & (constants.O_TRUNC | constants.O_EXCL)) === 0,
    exclusive: (flags & constants.O_EXCL) !== 0,
  }
}

function option(args: readonly unknown[], index: number, name: string): unknown {
  const options = args[index]
  return typeof options === "object" && options !== null ? Reflect.get(options, name) : undefined
}

const openFlags = (args: readonly unknown[]): unknown => (typeof args[1] === "function" ? undefined : args[1])
const isRecursive = (args: readonly unknown[]): boolean => option(args, 1, "recursive") === true

/**
 * What the functions of `node:fs` do, by the name that the callback and the promise form share; the synchronous form is
 * called `…Sync`. Not here are those that take a descriptor (what it stands for was seen when it was opened; only the status
 * that they give is watched), those that change times and owners, and watchers. Streams and file handles open their files through `open`.
 */
export const fsAccess: Readonly<Record<string, Access>> = {
  access: at(0, (recorder, path, args) => {
    recorder.exists(path)
    const rights = typeof args[1] === "number" ? args[1] : 0
    if (rights & constants.W_OK) recorder.attribute(path, "writable")
    if (rights & constants.X_OK) recorder.attribute(path, "executable")
  }),
  appendFile: open((args) => option(args, 2, "flag"), "a"),
  chmod: at(0, (recorder, path) => recorder.changeAttributes(path)),
  copyFile: both(at(0, read), at(1, write)),
  cp: both(
    at(0, (recorder, path) => recorder.readTree(path)),
    at(1, writeTree),
  ),
  exists: at(0, (recorder, path) => recorder.exists(path)),
  fstat: () => {},
  link: both(
    at(0, (recorder, path) => {
      recorder.read(path)
      recorder.changeAttributes(path)
    }),
    at(1, write),
  ),
  lstat: at(0, (recorder, path) => recorder.readLink(path)),
  mkdir: at(0, (recorder, path) => recorder.makeFolder(path)),
  mkdtemp: at(0, (recorder, path, args) =>
    recorder.makeTemporaryFolder(/[/\\]$/.test(String(args[0])) ? path + sep : path),
  ),
  open: open(openFlags, "r"),
  openAsBlob: at(0, read),
  opendir: at(0, (recorder, path, args) => recorder.list(path, isRecursive(args))),
  readFile: open((args) => option(args, 1, "flag"), "r"),
  readdir: at(0, (recorder, path, args) => recorder.list(path, isRecursive(args))),
  readlink: at(0, (recorder, path) => recorder.readLinkText(path)),
  realpath: at(0, (recorder, path) => recorder.resolve(path)),
  rename: both(at(0, writeTree), at(1, writeTree)),
  rm: at(0, writeTree),
  rmdir: at(0, writeTree),
  stat: at(0, read),
  // The path of the new link comes second.
  symlink: at(1, write),
  truncate: at(0, (recorder, path, args) => {
    // What stays of the file is an input.
    if (typeof args[1] === "number" && args[1] > 0) recorder.read(path)
    recorder.write(path)
  }),
  unlink: at(0, write),
  writeFile: open((args) => option(args, 2, "flag"), "w"),
}
