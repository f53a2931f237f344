import type { RunRow } from "../../flow/ports.ts"
import { readRun, type RecordedRun } from "../../session/recordedRun.ts"
import { toJson } from "../../store/json.ts"
import { exitCodes } from "../exit.ts"
import { earlierOutput } from "../format/earlier.ts"
import { pageFor } from "../format/page.ts"
import { printLines } from "../output.ts"
import { runPage } from "../runPage.ts"
import { Stores, type StorePlace } from "../stores.ts"

export interface ShowOptions extends StorePlace {
  json?: boolean
}

/** `tsnb show` */
export async function show(id: string | undefined, options: ShowOptions): Promise<number> {
  using found = await Stores.openFor(id, options)
  const { run, history } = found
  const recorded = await readRun(history, run.id)
  if (options.json) printLines([toJson(asJson(run, recorded))])
  else printLines([...runPage(run, recorded, pageFor(process.stdout)), ...earlier(recorded, options)])
  return exitCodes.completed
}

function earlier({ view }: RecordedRun, place: StorePlace): readonly string[] {
  const lines = earlierOutput(view.taskRuns.values(), place)
  return lines.length > 0 ? ["", ...lines] : []
}

function asJson(run: RunRow, { view, artifacts, subflows }: RecordedRun): object {
  const tasks = [...view.taskRuns.values()].map((taskRun) => {
    const reason = taskRun.reason ?? taskRun.ranBecause
    return Object.assign({}, taskRun, { derived: undefined, ranBecause: undefined, reason })
  })
  return { ...run, tasks, artifacts, subflows }
}
