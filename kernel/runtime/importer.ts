import { constants, Script } from "node:vm"

/** Imports modules as the cells of a notebook do: relative to it, and through the same hooks. */
export function importerFrom(notebookUrl: string): (specifier: string) => Promise<unknown> {
  const script = new Script("(specifier) => import(specifier)", {
    filename: notebookUrl,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
  // The expression above is such a function.
  return script.runInThisContext() as (specifier: string) => Promise<unknown>
}
