import { Stats, type BigIntStats } from "node:fs"
import { inspect } from "node:util"
import type { AttributeName } from "../../model/traceEntry.ts"

type Attribute = "mode" | "nlink"

const attributes = ["mode", "nlink"] as const

/**
 * Makes a file's status tell when its mode or its number of names is read: these count only for who looks at them, since a
 * copy of a project has others. To all else the object stays what it was.
 */
export function watchStatus(status: unknown, onRead: (name: Attribute) => void): void {
  if (!isStatus(status)) return
  const { mode, nlink } = status
  const values = { mode, nlink }
  for (const name of attributes) {
    Object.defineProperty(status, name, {
      configurable: true,
      enumerable: true,
      get() {
        onRead(name)
        return values[name]
      },
      set(value: unknown) {
        Object.defineProperty(status, name, { ...shown, value })
      },
    })
  }
  // `isFile()` and its like look at the mode by this method; they ask for no rights.
  const check: unknown = Reflect.get(status, "_checkModeProperty")
  if (typeof check === "function") {
    Object.defineProperty(status, "_checkModeProperty", {
      ...hidden,
      value: (property: number): unknown => Reflect.apply(check, { mode }, [property]),
    })
  }
  Object.defineProperty(status, inspect.custom, {
    ...hidden,
    value: (_: number, options: object): string => inspect(unwatched(status, values), options),
  })
}

/** Names under which the trace has the attributes of what a link leads to, and of the link itself. */
export const attributeNames: Readonly<Record<"stat" | "lstat", Readonly<Record<Attribute, AttributeName>>>> = {
  stat: { mode: "mode", nlink: "nlink" },
  lstat: { mode: "lmode", nlink: "lnlink" },
}

const shown = { configurable: true, enumerable: true, writable: true } as const
const hidden = { configurable: true, enumerable: false, writable: true } as const

/** Also those of big numbers, which are of another class. */
function isStatus(status: unknown): status is Stats | BigIntStats {
  return typeof status === "object" && status !== null && "mode" in status && "nlink" in status
}

function unwatched(status: object, values: Readonly<Record<Attribute, unknown>>): unknown {
  const properties = Object.getOwnPropertyDescriptors(status)
  Reflect.deleteProperty(properties, inspect.custom)
  Reflect.deleteProperty(properties, "_checkModeProperty")
  for (const name of attributes) Reflect.set(properties, name, { ...shown, value: values[name] })
  return Object.create(Reflect.getPrototypeOf(status), properties)
}
