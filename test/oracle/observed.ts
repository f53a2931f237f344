/** What was seen of a notebook, however it was run. */
export interface Observed {
  state: "completed" | "failed"
  /** What each task printed, by its name; the elements of a `for=` task in their order. Tasks that didn't run are absent. */
  tasks: ReadonlyMap<string, Printed>
  /** What all hooks printed. */
  hooks: Printed
  /** The messages of errors, by the task that failed. */
  errors: ReadonlyMap<string, string>
}

/** What was printed, line by line. */
export interface Printed {
  out: readonly string[]
  error: readonly string[]
}

/** What was seen of a script, which ends at its first error. */
export interface ObservedScript extends Observed {
  /** The error's message; absent where it ended by itself with an exit code, as by `process.exit()`. */
  error?: string
  /** The task that failed; absent when that was a plain cell. */
  failed?: string
  /** It went on after its failures to its end. */
  isWhole?: boolean
}

export const nothing: Printed = { out: [], error: [] }

/**
 * In what a run differs from the script.
 * @returns a line for each difference
 */
export function differencesFromScript(script: ObservedScript, run: Observed): readonly string[] {
  const differences: string[] = []
  if (script.state !== run.state) {
    const message = script.error ?? [...run.errors].map(([task, error]) => `${task}: ${error}`).join("; ")
    differences.push(`the script has ${script.state}, the run ${run.state} (${message})`)
  }
  if (script.error !== undefined && run.state === "failed") {
    const errors = script.failed === undefined ? [...run.errors.values()] : [run.errors.get(script.failed)]
    if (!errors.includes(script.error)) {
      differences.push(`the script's error is ${quoted(script.error)}, the run's ${errors.map(quoted).join(", ")}`)
    }
  }
  for (const [task, printed] of script.tasks) {
    const own = run.tasks.get(task)
    if (task === script.failed) differences.push(...differencesOf(task, withoutDump(printed, own), own ?? nothing))
    else if (own) differences.push(...differencesOf(task, printed, own))
    else if (script.state === "completed" || (script.isWhole && !isSkipped(task, printed)))
      differences.push(`${task} didn't run`)
  }
  if (script.isWhole) {
    for (const [task, error] of script.errors) {
      const own = run.errors.get(task)
      if (own !== error) differences.push(`${task}'s error: ${quoted(error)} in the script, ${quoted(own)} in the run`)
    }
    for (const [task] of run.errors) if (!script.errors.has(task)) differences.push(`${task} failed`)
  }
  if (script.state === "completed") {
    for (const task of run.tasks.keys()) if (!script.tasks.has(task)) differences.push(`${task} ran`)
  }
  return [...differences, ...differencesOf("hooks", script.hooks, run.hooks)]
}

function isSkipped(task: string, { error }: Printed): boolean {
  return error.join() === `${task} skipped`
}

/** In what two runs differ. */
export function differencesOfRuns(expected: Observed, other: Observed, names: string): readonly string[] {
  const differences = expected.state === other.state ? [] : [`state: ${expected.state} and ${other.state} (${names})`]
  for (const name of new Set([...expected.tasks.keys(), ...other.tasks.keys()])) {
    const [first, second] = [expected.tasks.get(name), other.tasks.get(name)]
    if (!first || !second) differences.push(`${name} ran only in one of the two (${names})`)
    else differences.push(...differencesOf(name, first, second).map((difference) => `${difference} (${names})`))
  }
  for (const name of new Set([...expected.errors.keys(), ...other.errors.keys()])) {
    const [first, second] = [expected.errors.get(name), other.errors.get(name)]
    if (first !== second) differences.push(`${name}'s error: ${quoted(first)} and ${quoted(second)} (${names})`)
  }
  return differences
}

/** Node prints the error that ends a script: what the task itself printed comes before. */
function withoutDump(printed: Printed, own: Printed | undefined): Printed {
  return { out: printed.out, error: printed.error.slice(0, own?.error.length ?? 0) }
}

function differencesOf(what: string, expected: Printed, other: Printed): readonly string[] {
  return (["out", "error"] as const).flatMap((stream) => {
    const [first, second] = [expected[stream].join("\n"), other[stream].join("\n")]
    return first === second ? [] : [`${what} printed ${quoted(second)} instead of ${quoted(first)}`]
  })
}

function quoted(text: string | undefined): string {
  return text === undefined ? "nothing" : JSON.stringify(text)
}
