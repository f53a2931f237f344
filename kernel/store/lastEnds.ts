import { taskRunLabel, type TaskRunName } from "../flow/events.ts"
import { isTerminal, type State } from "../flow/state.ts"
import type { Store } from "./store.ts"

/** How a task run ended, and in which run. */
export interface TaskRunEnd {
  run: string
  state: State
}

interface KnownEnd extends TaskRunEnd {
  fingerprint?: string
}

/** Unlike any that `taskRunLabel` gives. */
function elementLabel(task: string, fingerprint: string): string {
  return `${task} ${fingerprint}`
}

/** How the task runs of a notebook ended in its latest run. */
export class LastEnds {
  readonly #store: Pick<Store, "runs" | "events">
  /** For the notebook and the run that asked last: it asks for many tasks. */
  #known: { for: string; ends: ReadonlyMap<string, KnownEnd> } | undefined

  constructor(store: Pick<Store, "runs" | "events">) {
    this.#store = store
  }

  /**
   * @param except id of the run that asks
   * @param fingerprint of the element, where it is one
   */
  of(notebook: string, name: TaskRunName, except: string, fingerprint?: string): TaskRunEnd | undefined {
    const key = `${except} ${notebook}`
    if (this.#known?.for !== key) this.#known = { for: key, ends: this.#read(notebook, except) }
    const { ends } = this.#known
    const inPlace = ends.get(taskRunLabel(name))
    if (fingerprint === undefined) return inPlace
    const isOther = inPlace?.fingerprint !== undefined && inPlace.fingerprint !== fingerprint
    return ends.get(elementLabel(name.task, fingerprint)) ?? (isOther ? undefined : inPlace)
  }

  #read(notebook: string, except: string): ReadonlyMap<string, KnownEnd> {
    const ends = new Map<string, KnownEnd>()
    const fingerprints = new Map<string, string>()
    const latest = this.#store.runs({ notebook, limit: 2 }).find(({ id, state }) => id !== except && isTerminal(state))
    if (!latest) return ends
    for (const { event } of this.#store.events(latest.id, { types: ["taskStateChanged"] })) {
      if (event.type !== "taskStateChanged") continue
      const label = taskRunLabel(event)
      if (event.fingerprint !== undefined) fingerprints.set(label, event.fingerprint)
      if (!isTerminal(event.state)) continue
      const fingerprint = fingerprints.get(label)
      const end = { run: latest.id, state: event.state, ...(fingerprint !== undefined && { fingerprint }) }
      ends.set(label, end)
      if (fingerprint !== undefined) ends.set(elementLabel(event.task, fingerprint), end)
    }
    return ends
  }
}
