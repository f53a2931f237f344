import { taskRunLabel } from "../../flow/events.ts"
import { toJson } from "../../store/json.ts"
import { exitCodes } from "../exit.ts"
import { pageFor } from "../format/page.ts"
import { printLines } from "../output.ts"
import { readHistory, type RunHistory } from "../runHistory.ts"
import { runPage } from "../runPage.ts"
import { Stores, type FoundRun, type StorePlace } from "../stores.ts"

export interface ShowOptions extends StorePlace {
  json?: boolean
}

/** `tsnb show` */
export async function show(id: string | undefined, options: ShowOptions): Promise<number> {
  using stores = Stores.open(options)
  const found = stores.find(id)
  const history = readHistory(found)
  if (options.json) printLines([toJson(asJson(found.run, history))])
  else printLines(runPage(found.run, history, pageFor(process.stdout)))
  return exitCodes.completed
}

function asJson(run: FoundRun["run"], { view, reasons, artifacts, subflows }: RunHistory): object {
  const tasks = [...view.taskRuns.values()].map((taskRun) => {
    const reason = taskRun.reason ?? reasons.of(run.id, taskRunLabel(taskRun))
    return Object.assign({}, taskRun, { derived: undefined, reason })
  })
  return { ...run, tasks, artifacts, subflows }
}
