import { absolutePath } from "./paths.ts"
import type { Recorder } from "./recorder.ts"
import { attributeNames, watchStatus } from "./statusWatch.ts"

/** How a file function hands over what it gives. */
export type ResultForm = "callback" | "result" | "promise"

/** Calls a file function with its arguments, and watches what it gives. */
export type ResultWatch = (recorder: Recorder, call: (args: unknown[]) => unknown, args: unknown[]) => unknown

/** Looks at what a call gave. */
type Look = (recorder: Recorder, given: unknown) => void

/** The watch over what a function of this name gives; nothing where there is nothing to watch. */
export function resultWatchOf(name: string, form: ResultForm): ResultWatch | undefined {
  const lookFor = looks[name]
  if (!lookFor) return undefined
  return (recorder, call, args) => {
    const look = lookFor(args)
    if (!look) return call(args)
    const watch = (given: unknown): unknown => {
      look(recorder, given)
      return given
    }
    if (form === "result") return watch(call(args))
    if (form === "promise") return Promise.resolve(call(args)).then(watch)
    const last: unknown = args.at(-1)
    if (typeof last !== "function") return call(args)
    const callback = (error: unknown, given: unknown): unknown => Reflect.apply(last, undefined, [error, watch(given)])
    return call([...args.slice(0, -1), callback])
  }
}

/** How to look at what a function gives, by its first argument; a path is the one that it is when the call is made. */
const looks: Readonly<Record<string, (args: readonly unknown[]) => Look | undefined>> = {
  stat: ([path]) => statusLook(absolutePath(path), "stat"),
  lstat: ([path]) => statusLook(absolutePath(path), "lstat"),
  fstat: ([descriptor]) => statusLook(openPaths.get(descriptor), "stat"),
  open: ([given]) => {
    const path = absolutePath(given)
    if (path === undefined) return undefined
    return (recorder, opened) => {
      if (typeof opened === "number") openPaths.set(opened, path)
      else if (typeof opened === "object" && opened !== null) watchHandle(recorder, opened, path)
    }
  },
}

/** Paths of the files that were opened, by descriptor. The system uses that of a closed file for the next one. */
const openPaths = new Map<unknown, string>()

function statusLook(path: string | undefined, name: "stat" | "lstat"): Look | undefined {
  if (path === undefined) return undefined
  return (recorder, status) => watchStatus(status, (read) => recorder.attribute(path, attributeNames[name][read]))
}

/** A handle asks for its file's status in a way of its own. */
function watchHandle(recorder: Recorder, handle: object, path: string): void {
  openPaths.set(Reflect.get(handle, "fd"), path)
  const stat: unknown = Reflect.get(handle, "stat")
  const look = statusLook(path, "stat")
  if (typeof stat !== "function" || !look) return
  const watched = async (...args: unknown[]): Promise<unknown> => {
    const status: unknown = await Reflect.apply(stat, handle, args)
    look(recorder, status)
    return status
  }
  Object.defineProperty(handle, "stat", { configurable: true, enumerable: false, writable: true, value: watched })
}
