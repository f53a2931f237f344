import type { createRequire } from "node:module"
import { dirname } from "node:path"
import { pathToFileURL } from "node:url"
import * as api from "../api/index.ts"
import { apiNames } from "../cell/ambient.ts"
import { resolveFrom } from "./modules/metaResolve.ts"

/**
 * The values of the names that cells see without defining or importing them.
 * @param onName told when a cell gets the notebook's own name
 */
export function ambientValues(
  notebook: string,
  require: ReturnType<typeof createRequire>,
  onName: () => void = () => undefined,
): ReadonlyMap<string, unknown> {
  return new AmbientValues(onName, [
    ...apiNames.map((name) => [name, Reflect.get(api, name)] as const),
    ["__dirname", dirname(notebook)],
    ["__filename", notebook],
    ["require", require],
  ])
}

class AmbientValues extends Map<string, unknown> {
  readonly #onName: () => void

  constructor(onName: () => void, entries: readonly (readonly [string, unknown])[]) {
    super(entries)
    this.#onName = onName
  }

  override get(name: string): unknown {
    if (name === "__filename") this.#onName()
    return super.get(name)
  }
}

/**
 * What stands for `import.meta` in a notebook's cells.
 * @param onName told when a cell asks for the notebook's own name: another notebook may have the same cell
 */
export function cellMeta(notebook: string, onName: () => void = () => undefined): object {
  const url = pathToFileURL(notebook).href
  const meta = {
    url,
    dirname: dirname(notebook),
    filename: notebook,
    main: false,
    resolve: (specifier: unknown): string => resolveFrom(url, String(specifier)),
  }
  const note = (key: string | symbol): void => {
    if (key === "url" || key === "filename") onName()
  }
  return new Proxy(meta, {
    get(target, key): unknown {
      note(key)
      return Reflect.get(target, key)
    },
    getOwnPropertyDescriptor(target, key) {
      note(key)
      return Reflect.getOwnPropertyDescriptor(target, key)
    },
  })
}
