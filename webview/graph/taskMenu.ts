import type { MenuItem } from "../controls/menu.tsx"
import type { PanelModel } from "../model/panelModel.ts"
import type { ShapeNode } from "./shape.ts"
import { canRun } from "../model/canRun.ts"

/** What can be done with a box of the graph. */
export function taskMenu(model: PanelModel, { kind, label, cell, line }: ShapeNode): readonly MenuItem[] {
  const isDisabled = !canRun(model) || model.isEarlier
  const reveal: MenuItem = {
    label: "Go to Cell",
    isDisabled: cell === undefined && line === undefined,
    onChoose: () => model.tell(cell === undefined ? { type: "reveal", line: line ?? 1 } : { type: "reveal", cell }),
  }
  const copy: MenuItem = { label: "Copy Name", onChoose: () => model.tell({ type: "copy", text: label }) }
  if (kind === "tag") {
    const open = (): void => model.set({ collapsedTags: model.ui.collapsedTags.filter((tag) => tag !== label) })
    return [{ label: "Expand", onChoose: open }, copy]
  }
  if (kind !== "task") return [reveal, copy]
  return [
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
