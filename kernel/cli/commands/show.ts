import { taskRunLabel, type ArtifactMade, type FlowEvent } from "../../flow/events.ts"
import { applyEvent, emptyRunView, type RunView } from "../../flow/runView.ts"
import { toJson } from "../../store/json.ts"
import { exitCodes } from "../exit.ts"
import { paintFor } from "../format/style.ts"
import { printLines } from "../output.ts"
import { Reasons } from "../reporters/reasons.ts"
import { runPage } from "../runPage.ts"
import { Stores, type FoundRun, type StorePlace } from "../stores.ts"

export interface ShowOptions extends StorePlace {
  json?: boolean
}

/** What the store says of a run. */
export interface RunHistory {
  view: RunView
  reasons: Reasons
  artifacts: readonly ArtifactMade[]
  /** Ids of the runs that its tasks asked for. */
  subflows: readonly string[]
}

/** `tsnb show` */
export async function show(id: string | undefined, options: ShowOptions): Promise<number> {
  using stores = Stores.open(options)
  const found = stores.find(id)
  const history = readHistory(found)
  if (options.json) printLines([toJson(asJson(found.run, history))])
  else printLines(runPage(found.run, history, Date.now(), paintFor(process.stdout)))
  return exitCodes.completed
}

function readHistory({ run, store }: FoundRun): RunHistory {
  const types: readonly FlowEvent["type"][] = [
    "flowStarted",
    "flowStateChanged",
    "elementsKnown",
    "taskStateChanged",
    "progressed",
    "artifactMade",
  ]
  const view = emptyRunView()
  const reasons = new Reasons()
  const artifacts: ArtifactMade[] = []
  for (const { event } of store.events(run.id, { types })) {
    applyEvent(view, event)
    reasons.learn(event)
    if (event.type === "artifactMade") artifacts.push(event)
  }
  const subflows = store.runs({}).filter(({ parent }) => parent === run.id)
  return { view, reasons, artifacts, subflows: subflows.map((subflow) => subflow.id).toReversed() }
}

function asJson(run: FoundRun["run"], { view, reasons, artifacts, subflows }: RunHistory): object {
  const tasks = [...view.taskRuns.values()].map((taskRun) => {
    const reason = taskRun.reason ?? reasons.of(run.id, taskRunLabel(taskRun))
    return Object.assign({}, taskRun, { derived: undefined, reason })
  })
  return { ...run, tasks, artifacts, subflows }
}
