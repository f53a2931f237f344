import childProcess from "node:child_process"
import { syncBuiltinESMExports } from "node:module"
import os from "node:os"
import { basename } from "node:path"
import type { Recorder } from "./recorder.ts"
import { isTracingSuspended, withoutTracing } from "./untraced.ts"
import type { Environment } from "./variables.ts"

/**
 * Sees what code asks the system about itself, as far as a result may tell of it, and where it begins something that no trace
 * can see into. How many processors or how much memory there is, and how busy they are, only decides how something is
 * computed.
 * @param environment the variables, to be read without a trace
 * @returns takes it back
 */
export function watchSystem(recorder: Recorder, environment: Environment): () => void {
  const variables =
    (...names: readonly string[]) =>
    (): void => {
      for (const name of names) recorder.variable(name, environment[name])
    }
  const windows = process.platform === "win32"
  const childOf = (file: unknown): void => recorder.unseen(`starts a child process (${nameOf(file)})`)
  const undo = [
    before(os, "homedir", variables(windows ? "USERPROFILE" : "HOME")),
    before(os, "tmpdir", variables(...(windows ? ["TEMP", "TMP"] : ["TMPDIR", "TMP", "TEMP"]))),
    before(os, "hostname", () => recorder.systemFact("hostname")),
    before(os, "userInfo", () => recorder.systemFact("userInfo")),
    // All the functions that don't wait for the end of the process come down to this one.
    before(childProcess.ChildProcess.prototype, "spawn", ([options]) => childOf(fieldOf(options, "file"))),
    ...["spawnSync", "execSync", "execFileSync"].map((name) => before(childProcess, name, ([file]) => childOf(file))),
    before(process, "dlopen", ([, file]) => recorder.nativeLoaded(String(file))),
  ]
  syncBuiltinESMExports()
  return () => {
    for (const step of undo) step()
    syncBuiltinESMExports()
  }
}

/** Has something done before each call of a method. */
function before(owner: object, name: string, act: (args: readonly unknown[]) => void): () => void {
  const original: unknown = Reflect.get(owner, name)
  if (typeof original !== "function") return () => undefined
  const watched = function (this: unknown, ...args: unknown[]): unknown {
    if (!isTracingSuspended()) withoutTracing(() => act(args))
    return Reflect.apply(original, this, args)
  }
  const { prototype: _, ...properties } = Object.getOwnPropertyDescriptors(original)
  Reflect.set(owner, name, Object.defineProperties(watched, properties))
  return () => void Reflect.set(owner, name, original)
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined
}

/** The program's name, as people know it. */
function nameOf(file: unknown): string {
  const [program = ""] = String(file).trim().split(/\s+/)
  return basename(program)
}
