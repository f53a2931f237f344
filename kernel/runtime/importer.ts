import { constants, Script } from "node:vm"

/** Tells an import that a stored value asks for from those of cells, at the end of the importer's URL. */
const ofValues = "?of-a-stored-value"

/** Imports modules for stored values as the cells of a notebook do: relative to it, and through the same hooks. */
export function importerFrom(notebookUrl: string): (specifier: string) => Promise<unknown> {
  const script = new Script("(specifier) => import(specifier)", {
    filename: notebookUrl + ofValues,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The expression above is such a function.
  return script.runInThisContext() as (specifier: string) => Promise<unknown>
}

/** Whether it isn't code that imports something, but a stored value whose class or library it is. */
export function isOfValue(importerUrl: string | undefined): boolean {
  return importerUrl !== undefined && importerUrl.endsWith(ofValues)
}
