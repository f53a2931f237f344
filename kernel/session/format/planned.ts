import type { PlannedRun } from "../../flow/preview.ts"

const words: Readonly<Record<PlannedRun["plan"], string>> = {
  cached: "comes from the cache",
  run: "would run",
  skip: "would be skipped",
  unknown: "depends on the tasks before it",
}

/** What a run would do with a task, as people say it. */
export function planWord(plan: PlannedRun["plan"]): string {
  return words[plan]
}
