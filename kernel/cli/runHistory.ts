import { stateTypes, type ArtifactMade } from "../flow/events.ts"
import { applyEvent, emptyRunView, type RunView } from "../flow/runView.ts"
import { Reasons } from "./reporters/reasons.ts"
import type { FoundRun } from "./stores.ts"

/** What the store says of a run. */
export interface RunHistory {
  view: RunView
  reasons: Reasons
  artifacts: readonly ArtifactMade[]
  /** Ids of the runs that its tasks asked for. */
  subflows: readonly string[]
}

/** Reads a run's events, but for what its tasks wrote and displayed. */
export function readHistory({ run, store }: FoundRun): RunHistory {
  const view = emptyRunView()
  const reasons = new Reasons()
  const artifacts: ArtifactMade[] = []
  for (const { event } of store.events(run.id, { types: stateTypes })) {
    applyEvent(view, event)
    reasons.learn(event)
    if (event.type === "artifactMade") artifacts.push(event)
  }
  const subflows = store.runs({ parent: run.id })
  return { view, reasons, artifacts, subflows: subflows.map((subflow) => subflow.id).toReversed() }
}
