import { taskRunLabel, type TaskRunName } from "../flow/events.ts"
import { isTerminal, type State } from "../flow/state.ts"
import type { Store } from "./store.ts"

/** How a task run ended, and in which run. */
export interface TaskRunEnd {
  run: string
  state: State
}

/** How the task runs of a notebook ended in its latest run. */
export class LastEnds {
  readonly #store: Pick<Store, "runs" | "events">
  /** For the notebook and the run that asked last: it asks for many tasks. */
  #known: { for: string; ends: ReadonlyMap<string, TaskRunEnd> } | undefined

  constructor(store: Pick<Store, "runs" | "events">) {
    this.#store = store
  }

  /** @param except id of the run that asks */
  of(notebook: string, name: TaskRunName, except: string): TaskRunEnd | undefined {
    const key = `${except} ${notebook}`
    if (this.#known?.for !== key) this.#known = { for: key, ends: this.#read(notebook, except) }
    return this.#known.ends.get(taskRunLabel(name))
  }

  #read(notebook: string, except: string): ReadonlyMap<string, TaskRunEnd> {
    const ends = new Map<string, TaskRunEnd>()
    const latest = this.#store.runs({ notebook, limit: 2 }).find(({ id, state }) => id !== except && isTerminal(state))
    if (!latest) return ends
    for (const { event } of this.#store.events(latest.id, { types: ["taskStateChanged"] })) {
      if (event.type !== "taskStateChanged" || !isTerminal(event.state)) continue
      ends.set(taskRunLabel(event), { run: latest.id, state: event.state })
    }
    return ends
  }
}
