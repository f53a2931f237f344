import { createContext, use, useSyncExternalStore } from "react"
import { Gate } from "./gate.ts"
import type { PanelModel } from "./panelModel.ts"

export const ModelContext = createContext<PanelModel | undefined>(undefined)

/** What tells of the model's changes, for a part of the panel that may be hidden. */
export class Changes {
  readonly every: Gate
  readonly slowly: Readonly<Record<keyof PanelModel["slowly"], Gate>>

  constructor({ subscribe, slowly }: PanelModel) {
    this.every = new Gate(subscribe)
    this.slowly = { drawn: new Gate(slowly.drawn.add), written: new Gate(slowly.written.add) }
  }

  /** Tells of changes only while that part is shown. */
  follow(isShown: boolean): void {
    for (const gate of [this.every, this.slowly.drawn, this.slowly.written]) {
      if (isShown) gate.open()
      else gate.close()
    }
  }
}

/** For parts that may be hidden; the others are told by the model itself. */
export const ChangesContext = createContext<Changes | undefined>(undefined)

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
  const changes = use(ChangesContext)
  return useSyncExternalStore(changes?.every.add ?? model.subscribe, () => select(model))
}

/** As `useModel`, but brought up to date only now and then: for what hundreds show at once. */
export function useModelSlowly<Part>(pace: keyof PanelModel["slowly"], select: (model: PanelModel) => Part): Part {
  const model = usePanel()
  const changes = use(ChangesContext)
  return useSyncExternalStore((changes ?? model).slowly[pace].add, () => select(model))
}
