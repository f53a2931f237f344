import { taskRunTitle } from "../../kernel/flow/events.ts"
import type { TaskRunView } from "../../kernel/flow/runView.ts"
import { isFailure, isTerminal } from "../../kernel/flow/state.ts"
import type { MenuItem } from "../controls/menuItem.ts"
import type { PanelModel } from "../model/panelModel.ts"
import { layerOf } from "./groups.ts"
import type { ShapeNode } from "../model/graphShape.ts"
import { canRun } from "../model/canRun.ts"

/** How many elements of a loop can be cancelled by the menu: it isn't a list of hundreds. */
const maxElements = 8

/** What can be done with a box of the graph. */
export function taskMenu(model: PanelModel, node: ShapeNode): readonly MenuItem[] {
  const { kind, label, cell, line } = node
  const isDisabled = !canRun(model) || model.isEarlier
  const reveal: MenuItem = {
    label: "Go to Cell",
    isDisabled: cell === undefined && line === undefined,
    onChoose: () => model.tell(cell === undefined ? { type: "reveal", line: line ?? 1 } : { type: "reveal", cell }),
  }
  const copy: MenuItem = { label: "Copy Name", onChoose: () => model.tell({ type: "copy", text: label }) }
  if (kind === "group") {
    return [{ label: "Expand", onChoose: () => openGroup(model, node) }, copy]
  }
  if (kind !== "task") return [reveal, copy]
  return [
    ...cancelItems(model, label),
    ...retryItems(model, label, isDisabled),
    {
      label: "Run from Here",
      isDisabled,
      onChoose: () => void model.ask({ type: "run", parameters: {}, from: label }),
    },
    {
      label: "Re-run Failed",
      isDisabled: isDisabled || !model.shown,
      onChoose: () => void model.ask({ type: "rerun", ...(model.shown && { run: model.shown.id }) }),
    },
    { label: "Why Will This Run?", isDisabled, onChoose: () => void model.explain(label) },
    { label: "Show Log", isDisabled: !model.shown, onChoose: () => model.set({ view: "log", logTask: label }) },
    reveal,
    copy,
  ]
}

/** Draws the tasks of a group each by itself. */
export function openGroup(model: PanelModel, group: ShapeNode): void {
  const { collapsedTags, openLayers = [] } = model.ui
  const layer = layerOf(group)
  if (layer === undefined) model.set({ collapsedTags: collapsedTags.filter((tag) => tag !== group.label) })
  else model.set({ openLayers: [...openLayers, layer] })
}

/** To end a task that runs or waits, or one of the elements that run. */
function cancelItems(model: PanelModel, task: string): readonly MenuItem[] {
  const { shown } = model
  const run = shown?.view.taskRuns.get(task)
  if (!shown || !run || !model.running.has(shown.id) || isTerminal(run.state)) return []
  const running = run.elements
    ? [...shown.view.taskRuns.values()].filter((one) => one.task === task && isRunningElement(one))
    : []
  const cancel = (element?: number): void =>
    void model.ask({ type: "cancel", run: shown.id, task, ...(element !== undefined && { element }) })
  return [
    { label: "Cancel Task", onChoose: () => cancel() },
    ...running
      .slice(0, maxElements)
      .map((one) => ({ label: `Cancel ${taskRunTitle(one)}`, onChoose: () => cancel(one.element) })),
  ]
}

function isRunningElement({ element, state }: TaskRunView): boolean {
  return element !== undefined && (state === "running" || state === "retrying")
}

/** To run one task again, without what comes after it; of a loop what failed of its elements. */
function retryItems(model: PanelModel, task: string, isDisabled: boolean): readonly MenuItem[] {
  const { shown } = model
  const state = shown?.view.taskRuns.get(task)?.state ?? "pending"
  const isRetried = isFailure(state) || state === "cancelled"
  if (!shown || !isRetried || model.running.has(shown.id)) return []
  const retry = (): void => void model.ask({ type: "rerun", run: shown.id, only: [task] })
  return [{ label: "Retry Task", isDisabled, onChoose: retry }]
}
