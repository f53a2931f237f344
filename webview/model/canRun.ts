import type { PanelModel } from "./panelModel.ts"

/** Whether a run could be asked for now. */
export function canRun({ notebook, kernel }: PanelModel): boolean {
  if (!notebook?.isTrusted || notebook.tasks.length === 0) return false
  return kernel.state !== "starting" && !notebook.problems.some(({ severity }) => severity === "error")
}
