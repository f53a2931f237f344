import { dirname, isAbsolute, relative } from "node:path"
import { previewFlow } from "../../session/flowRun.ts"
import type { FlowRequest } from "../../session/api.ts"
import { rerunParameters } from "../../session/rerunParameters.ts"
import { taskRunTitle } from "../../flow/events.ts"
import type { PlannedRun } from "../../flow/preview.ts"
import { toJson } from "../../store/json.ts"
import { placedStoreOf } from "../../store/places.ts"
import { exitCodes, UsageError } from "../exit.ts"
import { formatTable } from "../../session/format/table.ts"
import { findNotebook } from "../notebookFile.ts"
import { printLines } from "../output.ts"
import { runAndReport } from "../runAndReport.ts"
import { isNotebook, Stores, type StorePlace } from "../stores.ts"

export interface RerunOptions extends StorePlace {
  parameter?: Readonly<Record<string, string>>
  from?: string
  preview?: boolean
  json?: boolean
  quiet?: boolean
}

/** `tsnb rerun` */
export async function rerun(id: string | undefined, options: RerunOptions): Promise<number> {
  const request = await requestFor(id, options)
  if (!options.preview) return runAndReport(request, options)
  const lines = await previewFlow(request)
  printLines(options.json ? [toJson(lines)] : previewLines(lines))
  return exitCodes.completed
}

/** The run's notebook as it is now, with the parameters that the run had. */
async function requestFor(id: string | undefined, options: RerunOptions): Promise<FlowRequest> {
  using found = await Stores.openFor(id, options)
  const { run, history } = found
  refuseElsewhere(run.notebook, id !== undefined && isNotebook(id) ? { ...options, notebook: id } : options)
  return {
    notebook: findNotebook(run.notebook),
    ...(await rerunParameters(history, run, options.parameter)),
    rerunOf: run.id,
    ...(options.from !== undefined && { from: options.from }),
  }
}

/**
 * A store that was put somewhere names notebooks of any folder, and whoever made it could have named any: one that isn't here
 * runs only when the person names it.
 * @throws {UsageError} when it isn't here, and they don't
 */
function refuseElsewhere(notebook: string, { notebook: named }: StorePlace): void {
  const isHere = !relative(process.cwd(), notebook).startsWith("..") && !isAbsolute(relative(process.cwd(), notebook))
  if (placedStoreOf(dirname(notebook)) === undefined || isHere || named !== undefined) return
  throw new UsageError(
    `The run is of ${notebook}, which isn't in this folder. To run it from here, name it: --notebook ${notebook}`,
  )
}

function previewLines(lines: readonly PlannedRun[]): string[] {
  return formatTable(
    ["TASK", "PLAN", "WHY"],
    lines.map((line) => [taskRunTitle(line), line.plan, line.reason]),
  )
}
