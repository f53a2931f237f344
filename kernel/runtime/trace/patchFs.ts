import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
import { fsAccess, type Access } from "./fsAccess.ts"
import type { Recorder } from "./recorder.ts"
import { resultWatchOf, type ResultWatch } from "./resultWatch.ts"
import { isTracingSuspended, withoutTracing } from "./untraced.ts"

/**
 * Makes the functions of `node:fs` and `node:fs/promises` tell the recorder what they do, however they are imported.
 * @returns takes it back
 */
export function patchFs(recorder: Recorder): () => void {
  const undo: (() => void)[] = []
  for (const [name, access] of Object.entries(fsAccess)) {
    undo.push(patch(fs, name, access, recorder, false, resultWatchOf(name, "callback")))
    undo.push(patch(fs, `${name}Sync`, access, recorder, true, resultWatchOf(name, "result")))
    undo.push(patch(fs.promises, name, access, recorder, false, resultWatchOf(name, "promise")))
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
  watch: ResultWatch = (_, call, args) => call(args),
): () => void {
  const original: unknown = Reflect.get(owner, name)
  if (typeof original !== "function" || !access) return () => {}
  Reflect.set(owner, name, traced(original, access, recorder, synchronous, watch))
  return () => Reflect.set(owner, name, original)
}

function traced(
  original: Function,
  access: Access,
  recorder: Recorder,
  synchronous: boolean,
  watch: ResultWatch,
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
