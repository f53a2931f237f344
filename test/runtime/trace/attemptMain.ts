import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"
import { constants, Script } from "node:vm"
import { transpile } from "../../../kernel/cell/transpile.ts"
import { registerSource, showOriginalPositions } from "../../../kernel/runtime/sourceMaps.ts"
import { startTracing } from "../../../kernel/runtime/trace/tracer.ts"
import { dirname, join } from "node:path"

/** A process with nothing but tracing: runs code as cells run, one attempt for each message. */
const notebook = process.argv[2] ?? ""
const tracer = startTracing({
  notebook,
  api: import.meta.resolve("../../../kernel/api/index.ts"),
  thread: join(import.meta.dirname, "../../../kernel/runtime/trace/thread.ts"),
  fallbacks: { "fallen-back": join(dirname(notebook), "fallback", "index.mjs") },
})
showOriginalPositions(dirname(notebook))
const url = pathToFileURL(notebook).href
let cells = 0

interface Request {
  code: string
  reads?: readonly string[]
  writes?: readonly string[]
  ignoreEnv?: readonly string[]
  keepVariables?: boolean
}

process.on("message", (request: Request) => {
  void run(request)
})

async function run({ code, keepVariables, ...looks }: Request): Promise<void> {
  const stale = tracer.loadedChanged()
  tracer.begin(looks, keepVariables)
  const outcome: { value?: unknown; error?: unknown } = {}
  try {
    const source = `(async (require) => {${code}\n})`
    const name = `${url}?cell=${cells++}`
    registerSource(name, {
      original: url,
      line: 10,
      map: () => transpile(source, "c.tsx", { sourcemap: true }).map ?? "",
    })
    const script = new Script(transpile(source, "cell.tsx").code, {
      filename: name,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    })
    const cell = script.runInThisContext() as (require: NodeJS.Require) => Promise<unknown> // As the source says.
    outcome.value = await cell(createRequire(notebook))
  } catch (error) {
    const { name, message, stack } = error as Error // The code of these tests throws nothing else.
    outcome.error = { name, message, stack }
  }
  const old = (await tracer.needsNewProcess()) || undefined
  const traced = tracer.end(keepVariables)
  const spoiled = keepVariables ? undefined : tracer.renewModules()
  process.send?.({ ...outcome, ...traced, stale, spoiled, old })
}
