import { createRequire } from "node:module"
import type { ValueContext } from "../../kernel/runtime/value/context.ts"

const require = createRequire(import.meta.url)

/** For values without classes of a notebook's own. */
export const plainContext: ValueContext = {
  locateClass: () => Promise.resolve(undefined),
  loadClass: ({ ...location }) => Promise.reject(new Error(`no class at ${JSON.stringify(location)}`)),
  importModule: (specifier) => Promise.resolve<unknown>(require(specifier)),
  loadModule: (specifier) => Promise.resolve<unknown>(require(specifier)),
}
