import { createContext, use, useSyncExternalStore } from "react"
import type { PanelModel } from "./panelModel.ts"

export const ModelContext = createContext<PanelModel | undefined>(undefined)

/** The panel's model, to do something with it. */
export function usePanel(): PanelModel {
  const model = use(ModelContext)
  if (!model) throw new Error("A part of the panel is drawn outside of it")
  return model
}

/**
 * A part of what the model knows; who uses it is drawn again when that part is another.
 * @param select gives the same value as long as nothing has changed
 */
export function useModel<Part>(select: (model: PanelModel) => Part): Part {
  const model = usePanel()
  return useSyncExternalStore(model.subscribe, () => select(model))
}

/** As `useModel`, but brought up to date only now and then: for what hundreds show at once. */
export function useModelSlowly<Part>(pace: keyof PanelModel["slowly"], select: (model: PanelModel) => Part): Part {
  const model = usePanel()
  return useSyncExternalStore(model.slowly[pace].add, () => select(model))
}
