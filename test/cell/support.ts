import { constants, Script } from "node:vm"
import { analyseCell } from "../../kernel/cell/analyse.ts"
import { compileCell, type CellContext } from "../../kernel/cell/compile.ts"

/** What a compiled cell gave. */
export interface CellRun {
  defined: Readonly<Record<string, unknown>>
  result: unknown
}

/**
 * Compiles a cell and runs it as a process would.
 * @param scope the values of the names that it reads from elsewhere
 */
export async function runCell(source: string, scope: Readonly<Record<string, unknown>> = {}): Promise<CellRun> {
  const { reads, defines } = analyseCell(source)
  const request = {
    source,
    reads: [...reads].filter((name) => Object.hasOwn(scope, name)),
    defines: [...defines.keys()],
  }
  const script = new Script(compileCell(request), {
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
  const context: CellContext = {
    scope,
    meta: { dirname: "/notebooks" },
    result: undefined,
    imported: (module, specifier, names) => {
      const missing = names.find((name) => !(name in module))
      if (missing !== undefined) throw new SyntaxError(`${specifier} has no ${missing}`)
      return module
    },
  }
  // The text is what `compileCell` wrote: an expression for such a function.
  const run = script.runInThisContext() as (context: CellContext) => Promise<readonly [CellRun["defined"]]>
  const [defined] = await run(context)
  return { defined, result: context.result }
}
