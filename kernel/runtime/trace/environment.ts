import { syncBuiltinESMExports } from "node:module"
import { inspect, parseEnv, type InspectOptions } from "node:util"
import { absolutePath } from "./paths.ts"
import type { Recorder } from "./recorder.ts"
import { isTracingSuspended, untraced, withoutTracing } from "./untraced.ts"
import { Enumeration } from "./enumeration.ts"
import { isNoise } from "./variables.ts"

/** The watched environment. */
export interface WatchedEnvironment {
  /** Gives variables back their earlier values; undefined for one that wasn't set. */
  restore(variables: ReadonlyMap<string, string | undefined>): void
  /** The variables, to be read without a trace. */
  real: NodeJS.ProcessEnv
  /** Takes the watching back. */
  stop(): void
}

/**
 * Puts a proxy in the place of `process.env` (and of `env` imported from `node:process`) that tells the recorder which
 * variables are read, listed and set. Of all variables together, those that come and go with the shell don't count.
 */
export function watchEnvironment(recorder: Recorder): WatchedEnvironment {
  const real = process.env
  const enumeration = new Enumeration()

  const read = (name: string | symbol, isListed: (name: string) => boolean): void => {
    if (typeof name === "symbol" || isTracingSuspended()) return
    const value: unknown = Reflect.get(real, name)
    // What every object inherits, such as `toString`.
    if (value !== undefined && typeof value !== "string") return
    if (isListed(name)) return
    withoutTracing(() => recorder.variable(name, value))
  }
  const change = (name: string | symbol, value: unknown): void => {
    if (typeof name === "symbol" || isTracingSuspended()) return
    const after = typeof value === "string" ? value : undefined
    withoutTracing(() => recorder.setVariable(name, real[name], after))
  }
  // To print a proxy, Node goes around it to what is behind: it finds the way to print it there.
  const printed: object = Object.create(Reflect.getPrototypeOf(real))
  Object.defineProperty(printed, inspect.custom, {
    configurable: true,
    value: (_: number, options: InspectOptions): string => inspect({ ...proxy }, options),
  })
  const proxy = new Proxy(printed, {
    get(_, name) {
      read(name, (listed) => enumeration.takesValue(listed) && isNoise(listed))
      return Reflect.get(real, name)
    },
    has(_, name) {
      read(name, () => false)
      return Reflect.has(real, name)
    },
    getOwnPropertyDescriptor(_, name) {
      read(name, (listed) => enumeration.asksFor(listed))
      return Reflect.getOwnPropertyDescriptor(real, name)
    },
    ownKeys() {
      const names = Reflect.ownKeys(real)
      if (isTracingSuspended()) return names
      const listed = names.filter((name) => typeof name === "string")
      if (withoutTracing(() => recorder.variableNames(listed))) enumeration.begin(listed)
      return names
    },
    set(_, name, value: unknown) {
      // Node makes a text of everything, also of `undefined`.
      change(name, typeof value === "symbol" ? undefined : String(value))
      return Reflect.set(real, name, value)
    },
    defineProperty(_, name, descriptor) {
      change(name, descriptor.value)
      return Reflect.defineProperty(real, name, descriptor)
    },
    deleteProperty(_, name) {
      change(name, undefined)
      return Reflect.deleteProperty(real, name)
    },
  })

  const descriptor = Object.getOwnPropertyDescriptor(process, "env")
  Object.defineProperty(process, "env", {
    configurable: true,
    enumerable: true,
    get: () => proxy,
    // `process.env = { … }` stays watched: its content takes the place of the former.
    set(values: object) {
      const next = new Map(Object.entries(values))
      for (const name of Object.keys(real)) if (!next.has(name)) Reflect.deleteProperty(proxy, name)
      for (const [name, value] of next) if (real[name] !== String(value)) Reflect.set(proxy, name, value)
    },
  })
  const restoreLoader = watchEnvironmentFiles(recorder, real)
  syncBuiltinESMExports()
  return {
    restore(variables) {
      for (const [name, value] of variables) {
        if (value === undefined) Reflect.deleteProperty(real, name)
        else real[name] = value
      }
    },
    real,
    stop() {
      restoreLoader()
      if (descriptor) Object.defineProperty(process, "env", descriptor)
      syncBuiltinESMExports()
    },
  }
}

/** `process.loadEnvFile` sets variables behind the proxy's back. */
function watchEnvironmentFiles(recorder: Recorder, real: NodeJS.ProcessEnv): () => void {
  const loader: { loadEnvFile: typeof process.loadEnvFile } = process
  const original = loader.loadEnvFile
  loader.loadEnvFile = function loadEnvFile(path) {
    const file = absolutePath(path ?? ".env")
    if (file !== undefined) {
      withoutTracing(() => {
        recorder.read(file)
        // Those that are set already stay as they are.
        for (const name of variablesIn(file)) recorder.variable(name, real[name])
      })
    }
    const before = { ...real }
    try {
      original.call(process, path)
    } finally {
      for (const name of Object.keys(real)) {
        if (!(name in before)) withoutTracing(() => recorder.setVariable(name, undefined, real[name]))
      }
    }
  }
  return () => {
    loader.loadEnvFile = original
  }
}

/** The names that a file of variables has. */
function variablesIn(path: string): readonly string[] {
  try {
    return Object.keys(parseEnv(untraced.readFileSync(path, "utf8")))
  } catch {
    // Not there, or not to be read, of which Node tells.
    return []
  }
}
