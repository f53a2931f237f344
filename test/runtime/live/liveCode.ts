import { constants, Script } from "node:vm"
import { compileLive, type LiveContext } from "../../../kernel/cell/compileLive.ts"
import { LiveScope } from "../../../kernel/runtime/live/scope.ts"

/** Compiles and runs live cells in this process, as a session would. */
export class LiveCode {
  readonly scope: LiveScope

  constructor(ambient: Readonly<Record<string, unknown>> = {}) {
    this.scope = new LiveScope(new Map(Object.entries(ambient)))
  }

  /** @returns the value of the last expression */
  async run(source: string): Promise<unknown> {
    const { text } = compileLive(source, (name) => this.scope.isKnown(name) || !(name in globalThis))
    const closing: ((isComplete: boolean) => void)[] = []
    const context: LiveContext = {
      scope: this.scope.view,
      meta: { dirname: "/notebooks" },
      result: undefined,
      imported: (module) => module,
      define: (accessors) => closing.push(this.scope.define(accessors)),
      has: (name) => this.scope.has(name),
      resumed: (value) => value,
    }
    const script = new Script(text, { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER })
    let isComplete = false
    try {
      // The text is what `compileLive` wrote: an expression for such a function.
      await (script.runInThisContext() as (context: LiveContext) => Promise<void>)(context)
      isComplete = true
    } finally {
      for (const close of closing) close(isComplete)
    }
    return context.result
  }

  /** Runs cells one after the other. @returns the last one's result; errors of those before are swallowed */
  async runAll(...sources: readonly string[]): Promise<unknown> {
    for (const source of sources.slice(0, -1)) await this.run(source).catch(() => undefined)
    return this.run(sources.at(-1) ?? "")
  }
}
