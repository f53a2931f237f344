import { analyseCell } from "../../kernel/cell/analyse.ts"
import type { CellContext } from "../../kernel/cell/compile.ts"
import { Scripts } from "../../kernel/runtime/script.ts"

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
  const { reads, defines, isFunctionBody } = analyseCell(source)
  const run = new Scripts("file:///notebooks/test.tsnb").compile({
    line: 1,
    source,
    reads: [...reads].filter((name) => Object.hasOwn(scope, name)),
    defines: [...defines.keys()],
    isFunctionBody,
  })
  const context: CellContext = {
    scope,
    meta: { dirname: "/notebooks" },
    result: undefined,
    has: () => true,
    waits: (_offset, value) => value,
    imported: (module, specifier, names) => {
      const missing = names.find((name) => !(name in module))
      if (missing !== undefined) throw new SyntaxError(`${specifier} has no ${missing}`)
      return module
    },
  }
  const [defined] = await run(context)
  return { defined, result: context.result }
}
