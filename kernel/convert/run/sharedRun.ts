import type { RunRow } from "../../flow/ports.ts"
import { EarlierShows } from "../../session/earlierShows.ts"
import { readRun, type RecordedRun } from "../../session/recordedRun.ts"
import type { RunHistory } from "../../flow/runHistory.ts"
import type { CellShown } from "../jupyter/toJupyter.ts"
import { RunLog } from "./runLog.ts"
import { TaskShows } from "./taskShows.ts"

/** A flow run as the history has it, with all that is worth sharing. */
export interface SharedRun extends RecordedRun {
  row: RunRow
  /** By the task's name, or the label of another cell. What comes from the cache is what was shown then. */
  shown: ReadonlyMap<string, CellShown>
  log: RunLog
}

/** Reads a run that is to be shared from the history. */
export async function readSharedRun(history: RunHistory, row: RunRow): Promise<SharedRun> {
  const log = new RunLog()
  let shows: TaskShows | undefined
  const recorded = await readRun(history, row.id, (event) => {
    if (event.type === "flowStarted") shows ??= new TaskShows(event, new EarlierShows(history))
    if (event.type === "logged") log.add(event)
    return shows?.add(event)
  })
  return { ...recorded, row, shown: shows?.end(recorded.view) ?? new Map<string, CellShown>(), log }
}
