import { dirname } from "node:path"
import type { RunView } from "../../flow/runView.ts"
import { isSuccess } from "../../flow/state.ts"
import { noTasks } from "../../session/format/summary.ts"
import { shortPath } from "./problems.ts"
import { shellWord } from "../../shellWord.ts"

/**
 * What to do next, after a run that did nothing or didn't succeed.
 * @param folder where it is typed
 */
export function nextSteps(view: RunView, folder: string = process.cwd()): string[] {
  if (isSuccess(view.state) && view.outline.length === 0) return [noTasks]
  if (isSuccess(view.state)) return []
  const elsewhere =
    dirname(view.notebook) === folder ? "" : ` --notebook ${shellWord(shortPath(view.notebook, folder))}`
  return [
    `\`tsnb show ${view.run}${elsewhere}\` shows the details; \`tsnb rerun ${view.run}${elsewhere}\` continues the run.`,
  ]
}
