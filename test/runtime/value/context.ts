import type { ClassLocation, ValueContext } from "../../../kernel/runtime/value/context.ts"
import { decodeValue, encodeValue } from "../../../kernel/runtime/value/value.ts"

/** A context that knows some classes by name, as if each was exported by `./classes.ts` or defined in a cell. */
export function contextWith(classes: readonly Function[] = [], where: "module" | "cell" = "module"): ValueContext {
  const find = (name: string): Function | undefined => classes.find((known) => known.name === name)
  const locate = (name: string): ClassLocation => (where === "cell" ? { cell: name } : { module: "./classes.ts", name })
  return {
    locateClass: (constructor) => Promise.resolve(find(constructor.name) && locate(constructor.name)),
    loadClass(location) {
      const name = "cell" in location ? location.cell : location.name
      const found = find(name)
      return found ? Promise.resolve(found) : Promise.reject(new Error(`the class ${name} isn't there`))
    },
    importModule: (specifier) => import(specifier),
    loadModule: (specifier) => import(specifier),
  }
}

export const noClasses: ValueContext = contextWith()

export async function bytesOf(value: unknown, context = noClasses): Promise<Uint8Array> {
  return (await encodeValue(value, "value", context)).bytes
}

/** The value as another process gets it. */
export async function roundTrip(value: unknown, context = noClasses): Promise<unknown> {
  return decodeValue(await bytesOf(value, context), context)
}
