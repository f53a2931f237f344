import type { Recipes } from "./recipe.ts"

/** Plug-ins, listeners, hooks and other things that are registered first, and called later. */
export const registries = {
  plugins: ({ id, number }) => ({
    defines: `const app${id} = { routes: [] as string[], settings: { port: ${number} } }
const plugins${id} = [
  { name: "auth", register(target: typeof app${id}) { target.routes.push("/login") } },
  { name: "port", register: (target: typeof app${id}) => { target.settings.port += 8000 } },
]`,
    changes: [
      `for (const plugin of plugins${id}) plugin.register(app${id})`,
      `plugins${id}.push({ name: "late", register(target) { target.routes.push("/late") } })
plugins${id}.at(-1)?.register(app${id})`,
      `plugins${id}.forEach(({ name, register }) => {
  if (name !== "auth") register(app${id})
})`,
    ],
    uses: [`app${id}`, `app${id}.routes.join()`, `plugins${id}.map(({ name }) => name)`],
  }),
  middleware: ({ id, number }) => ({
    defines: `type Context${id} = { log: string[] }
type Step${id} = (context: Context${id}, next: () => Promise<void>) => Promise<void>
function createApp${id}() {
  const stack: Step${id}[] = []
  return {
    use(step: Step${id}) {
      stack.push(step)
      return this
    },
    async handle(path: string) {
      const context: Context${id} = { log: [path] }
      const go = (index: number): Promise<void> => stack[index]?.(context, () => go(index + 1)) ?? Promise.resolve()
      await go(0)
      return context.log
    },
  }
}
const app${id} = createApp${id}()
const counts${id} = { requests: 0 }`,
    changes: [
      `app${id}.use(async ({ log }, next) => {
  if (log[0] === "/warm") counts${id}.requests++
  log.push("in")
  await next()
  log.push("out")
})`,
      `app${id}.use(async ({ log }) => {
  log.push("${number}")
})`,
      { code: `const warm${id} = await app${id}.handle("/warm")`, uses: [`warm${id}`, `counts${id}.requests`] },
    ],
    uses: [{ expression: `(await app${id}.handle("/task")).join()`, state: id }],
  }),
  emitter: ({ id, number }) => ({
    defines: `import { EventEmitter as Emitter${id} } from "node:events"
const bus${id} = new Emitter${id}()
const heard${id}: string[] = []`,
    changes: [
      `bus${id}.on("row", (row) => heard${id}.push(\`row \${row}\`))`,
      `bus${id}.emit("row", ${number})`,
      `bus${id}.once("row", () => void heard${id}.push("once"))
bus${id}.emit("row", 2)
bus${id}.emit("row", 3)`,
    ],
    uses: [`heard${id}`, `bus${id}.listenerCount("row")`],
  }),
  ownEmitter: ({ id, number }) => ({
    defines: `class Events${id} {
  #listeners = new Map<string, ((value: number) => void)[]>()
  on(name: string, listener: (value: number) => void): this {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener])
    return this
  }
  emit(name: string, value: number): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(value)
  }
}
const events${id} = new Events${id}()
const sums${id} = { added: 0, calls: 0 }`,
    changes: [
      `events${id}.on("add", (value) => {
  sums${id}.added += value
})`,
      `events${id}.emit("add", ${number})`,
      `events${id}.on("add", () => sums${id}.calls++).emit("add", 1)`,
    ],
    uses: [`sums${id}`, `sums${id}.added`],
  }),
  hooks: ({ id, number }) => ({
    defines: `const hooks${id} = { before: [] as ((steps: string[]) => void)[], after: [] as ((steps: string[]) => void)[] }
function build${id}(): string[] {
  const steps: string[] = []
  for (const hook of hooks${id}.before) hook(steps)
  steps.push("build")
  hooks${id}.after.forEach((hook) => hook(steps))
  return steps
}`,
    changes: [
      `hooks${id}.before.push((steps) => steps.push("before ${number}"))`,
      { code: `const built${id} = build${id}()`, uses: [`built${id}`] },
      `hooks${id}.after.push((steps) => steps.reverse())`,
    ],
    uses: [`build${id}()`, `hooks${id}.before.length`],
  }),
  container: ({ id, number }) => ({
    defines: `class Container${id} {
  #factories = new Map<string, (container: Container${id}) => unknown>()
  #made = new Map<string, unknown>()
  made: string[] = []
  register(name: string, factory: (container: Container${id}) => unknown): this {
    this.#factories.set(name, factory)
    return this
  }
  resolve(name: string): unknown {
    const factory = this.#factories.get(name)
    if (factory && !this.#made.has(name)) {
      this.made.push(name)
      this.#made.set(name, factory(this))
    }
    return this.#made.get(name)
  }
}
const container${id} = new Container${id}()`,
    changes: [
      `container${id}.register("size", () => ${number}).register("double", (all) => Number(all.resolve("size")) * 2)`,
      `container${id}.resolve("double")`,
      `container${id}.register("late", ({ made }) => made.length)`,
    ],
    uses: [`container${id}.resolve("double")`, { expression: `container${id}.resolve("late")`, state: id }],
  }),
  options: ({ id, number, base }) => ({
    defines: `interface Options${id} {
  onRow?: (row: unknown) => void
  onEnd?(count: number): void
}
function read${id}(list: readonly unknown[], { onRow, onEnd }: Options${id} = {}): void {
  for (const row of list) onRow?.(row)
  onEnd?.(list.length)
}
const read${id}Rows: unknown[] = []
const ended${id} = { count: 0 }`,
    changes: [
      `read${id}([${number}, "b"], { onRow: (row) => read${id}Rows.push(row) })`,
      `read${id}(["c"], {
  onRow(row) {
    read${id}Rows.unshift(row)
  },
  onEnd(count) {
    ended${id}.count += count
  },
})`,
      `read${id}([() => ${base}], { onRow: (row) => read${id}Rows.push(typeof row) })`,
    ],
    uses: [`read${id}Rows`, `ended${id}.count`],
  }),
  eventTarget: ({ id, number }) => ({
    defines: `const target${id} = new EventTarget()
const types${id}: string[] = []`,
    changes: [
      `target${id}.addEventListener("done", ({ type }) => types${id}.push(type + "${number}"))`,
      `target${id}.dispatchEvent(new Event("done"))`,
      `const controller${id} = new AbortController()
controller${id}.signal.addEventListener("abort", () => types${id}.push("aborted"))
controller${id}.abort()`,
    ],
    uses: [`types${id}`],
  }),
  store: ({ id, number }) => ({
    defines: `function createStore${id}<State, Action>(reduce: (state: State, action: Action) => State, state: State) {
  const listeners = new Set<(state: State) => void>()
  return {
    getState: () => state,
    dispatch(action: Action) {
      state = reduce(state, action)
      for (const listener of listeners) listener(state)
    },
    subscribe(listener: (state: State) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
const store${id} = createStore${id}((state: { items: number[] }, item: number) => ({ items: [...state.items, item] }), {
  items: [${number}],
})
const states${id}: number[] = []`,
    changes: [
      `const unsubscribe${id} = store${id}.subscribe(({ items }) => states${id}.push(items.length))
store${id}.dispatch(1)`,
      `store${id}.dispatch(2)`,
      { code: `const before${id} = store${id}.getState()\nstore${id}.dispatch(3)`, uses: [`before${id}`] },
    ],
    uses: [`store${id}.getState()`, `states${id}`],
  }),
  commands: ({ id, number }) => ({
    defines: `const commands${id}: Record<string, (...values: number[]) => number> = {
  add: (...values) => values.reduce((sum, value) => sum + value, 0),
}
const calls${id}: string[] = []
function command${id}(name: string) {
  return (run: (...values: number[]) => number) => {
    commands${id}[name] = (...values) => {
      calls${id}.push(name)
      return run(...values)
    }
    return run
  }
}`,
    changes: [
      `command${id}("times")((one = 0, other = 0) => one * other)`,
      {
        code: `const plus${id} = command${id}("plus")((value = 0) => value + ${number})
const plain${id} = plus${id}(1)`,
        uses: [`plain${id}`, `plus${id}(2)`],
      },
      `commands${id}.times?.(2, 3)`,
    ],
    uses: [`Object.keys(commands${id})`, `calls${id}`, `commands${id}.add?.(1, ${number})`],
  }),
} as const satisfies Recipes
