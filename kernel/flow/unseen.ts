import type { FlowContext } from "./context.ts"

/** Tells, once in a run for everything that tasks did that no trace can see, which tasks these are. */
export function tellUnseen({ unseen, recorder }: Pick<FlowContext, "unseen" | "recorder">): void {
  const together = Map.groupBy(unseen, ([, doers]) => JSON.stringify([...doers.keys()]))
  for (const group of together.values()) {
    const [[, doers] = ["", new Map<string, never>()]] = group
    const [first] = doers.values()
    if (!first) continue
    const tasks = [...doers.keys()]
    const whats = group.map(([what]) => (tasks.length === 1 ? what : inPlural(what)))
    const text = `${subject(tasks)} ${whats.join(" and ")}, and tsnb can't see what that reads. Name the files with reads="…", or write reads=[] if there are none`
    recorder.add({ type: "logged", ...first, level: "warn", text })
  }
}

function subject(tasks: readonly string[]): string {
  return tasks.length === 1 ? "the task" : `the tasks ${tasks.slice(0, -1).join(", ")} and ${tasks.at(-1)}`
}

/** `uses native code` becomes `use native code`. */
function inPlural(what: string): string {
  return what.replace(/^(\w+)s\b/, "$1")
}
