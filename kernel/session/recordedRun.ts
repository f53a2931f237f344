import { stateTypes, type ArtifactMade, type FlowEvent } from "../flow/events.ts"
import { applyEvent, emptyRunView, type RunView } from "../flow/runView.ts"
import type { RunHistory } from "../flow/runHistory.ts"

/** A flow run as the history has it. */
export interface RecordedRun {
  view: RunView
  artifacts: readonly ArtifactMade[]
  /** Ids of the runs that its tasks asked for, oldest first. */
  subflows: readonly string[]
}

/** Takes an event; what it gives is waited for before the next one. */
type TakeEvent = (event: FlowEvent) => Promise<void> | void

/**
 * Reads a run from the history.
 * @param onEvent called for each event, when the view has it; without it, what the tasks wrote and displayed isn't read
 */
export async function readRun(history: RunHistory, run: string, onEvent?: TakeEvent): Promise<RecordedRun> {
  const view = emptyRunView()
  const artifacts: ArtifactMade[] = []
  for await (const page of history.events(run, onEvent ? {} : { types: stateTypes })) {
    for (const { event } of page) {
      applyEvent(view, event)
      if (event.type === "artifactMade") artifacts.push(event)
      const taking = onEvent?.(event)
      if (taking) await taking
    }
  }
  const subflows = await history.runs({ parent: run })
  return { view, artifacts, subflows: subflows.map(({ id }) => id).toReversed() }
}
