import { previewFlow } from "../../session/flowRun.ts"
import type { FlowRequest } from "../../session/api.ts"
import { taskRunLabel } from "../../flow/events.ts"
import type { PlannedRun } from "../../flow/preview.ts"
import { toJson } from "../../store/json.ts"
import { exitCodes } from "../exit.ts"
import { formatTable } from "../../session/format/table.ts"
import { findNotebook } from "../notebookFile.ts"
import { printLines } from "../output.ts"
import { runAndReport } from "../runAndReport.ts"
import { Stores, type StorePlace } from "../stores.ts"

export interface RerunOptions extends StorePlace {
  parameter?: Readonly<Record<string, string>>
  from?: string
  preview?: boolean
  json?: boolean
}

/** `tsnb rerun` */
export async function rerun(id: string | undefined, options: RerunOptions): Promise<number> {
  const request = requestFor(id, options)
  if (!options.preview) return runAndReport(request, options.json ?? false)
  const lines = await previewFlow(request)
  printLines(options.json ? [toJson(lines)] : previewLines(lines))
  return exitCodes.completed
}

/** The run's notebook as it is now, with the parameters that the run had. */
function requestFor(id: string | undefined, options: RerunOptions): FlowRequest {
  using stores = Stores.open(options)
  const { run } = stores.find(id)
  return {
    notebook: findNotebook(run.notebook),
    parameters: { ...run.parameters, ...options.parameter },
    rerunOf: run.id,
    ...(options.from !== undefined && { from: options.from }),
  }
}

function previewLines(lines: readonly PlannedRun[]): string[] {
  return formatTable(
    ["TASK", "PLAN", "WHY"],
    lines.map((line) => [taskRunLabel(line), line.plan, line.reason]),
  )
}
