import type { createRequire } from "node:module"
import { dirname } from "node:path"
import { pathToFileURL } from "node:url"
import * as api from "../api/index.ts"
import { apiNames } from "../cell/ambient.ts"

/** The values of the names that cells see without defining or importing them. */
export function ambientValues(
  notebook: string,
  require: ReturnType<typeof createRequire>,
): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>([
    ...apiNames.map((name) => [name, Reflect.get(api, name)] as const),
    ["__dirname", dirname(notebook)],
    ["__filename", notebook],
    ["require", require],
  ])
}

/** What stands for `import.meta` in a notebook's cells. */
export function cellMeta(notebook: string): object {
  const url = pathToFileURL(notebook).href
  return {
    url,
    dirname: dirname(notebook),
    filename: notebook,
    main: false,
    resolve: (specifier: string): string => new URL(specifier, url).href,
  }
}
