import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
import { fsAccess, type Access } from "./fsAccess.ts"
import { absolutePath } from "./paths.ts"
import type { Recorder } from "./recorder.ts"
import { attributeNames, watchStatus } from "./statusWatch.ts"
import { isTracingSuspended, withoutTracing } from "./untraced.ts"

/**
 * Makes the functions of `node:fs` and `node:fs/promises` tell the recorder what they do, however they are imported.
 * @returns takes it back
 */
export function patchFs(recorder: Recorder): () => void {
  const undo: (() => void)[] = []
  for (const [name, access] of Object.entries(fsAccess)) {
    undo.push(patch(fs, name, access, recorder, false, statusOf(name, "callback")))
    undo.push(patch(fs, `${name}Sync`, access, recorder, true, statusOf(name, "result")))
    undo.push(patch(fs.promises, name, access, recorder, false, statusOf(name, "promise")))
  }
  undo.push(patch(fs.realpath, "native", fsAccess["realpath"], recorder, false))
  undo.push(patch(fs.realpathSync, "native", fsAccess["realpath"], recorder, true))
  syncBuiltinESMExports()
  return () => {
    for (const step of undo.toReversed()) step()
    syncBuiltinESMExports()
  }
}

function patch(
  owner: object,
  name: string,
  access: Access | undefined,
  recorder: Recorder,
  synchronous: boolean,
  watch: StatusWatch = (_, call, args) => call(args),
): () => void {
  const original: unknown = Reflect.get(owner, name)
  if (typeof original !== "function" || !access) return () => {}
  Reflect.set(owner, name, traced(original, access, recorder, synchronous, watch))
  return () => Reflect.set(owner, name, original)
}

/** Calls a file function with its arguments, and watches the status that it gives. */
type StatusWatch = (recorder: Recorder, call: (args: unknown[]) => unknown, args: unknown[]) => unknown

/** How a function hands over a file's status; nothing to be watched for those that give none. */
function statusOf(name: string, form: "callback" | "result" | "promise"): StatusWatch | undefined {
  if (name !== "stat" && name !== "lstat") return undefined
  return (recorder, call, args) => {
    const path = absolutePath(args[0])
    const watch = (status: unknown): unknown => {
      if (path !== undefined) watchStatus(status, (read) => recorder.attribute(path, attributeNames[name][read]))
      return status
    }
    if (form === "result") return watch(call(args))
    if (form === "promise") return Promise.resolve(call(args)).then(watch)
    const last: unknown = args.at(-1)
    if (typeof last !== "function") return call(args)
    const callback = (error: unknown, status: unknown): unknown =>
      Reflect.apply(last, undefined, [error, watch(status)])
    return call([...args.slice(0, -1), callback])
  }
}

function traced(
  original: Function,
  access: Access,
  recorder: Recorder,
  synchronous: boolean,
  watch: StatusWatch,
): Function {
  function tracedCall(this: unknown, ...args: unknown[]): unknown {
    if (isTracingSuspended()) return Reflect.apply(original, this, args)
    withoutTracing(() => access(recorder, args))
    // A synchronous function may be made of others, which aren't the user's calls.
    const call = (given: unknown[]): unknown => Reflect.apply(original, this, given)
    return watch(recorder, synchronous ? (given) => withoutTracing(() => call(given)) : call, args)
  }
  // Name, length, and what `util.promisify` looks for.
  const { prototype: _, ...properties } = Object.getOwnPropertyDescriptors(original)
  return Object.defineProperties(tracedCall, properties)
}
