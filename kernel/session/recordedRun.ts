import { stateTypes, type ArtifactMade, type FlowEvent } from "../flow/events.ts"
import { applyEvent, emptyRunView, type RunView } from "../flow/runView.ts"
import type { Store } from "../store/store.ts"

/** A flow run as the store has it. */
export interface RecordedRun {
  view: RunView
  artifacts: readonly ArtifactMade[]
  /** Ids of the runs that its tasks asked for, oldest first. */
  subflows: readonly string[]
}

/**
 * Reads a run from its store.
 * @param onEvent called for each event, when the view has it; without it, what the tasks wrote and displayed isn't read
 */
export function readRun(store: Store, run: string, onEvent?: (event: FlowEvent) => void): RecordedRun {
  const view = emptyRunView()
  const artifacts: ArtifactMade[] = []
  for (const { event } of store.events(run, onEvent ? {} : { types: stateTypes })) {
    applyEvent(view, event)
    if (event.type === "artifactMade") artifacts.push(event)
    onEvent?.(event)
  }
  const subflows = store.runs({ parent: run }).map(({ id }) => id)
  return { view, artifacts, subflows: subflows.toReversed() }
}
