import { FileText, Play, X } from "lucide-react"
import { useMemo } from "react"
import { taskRunTitle } from "../../kernel/flow/events.ts"
import { failedElements } from "../../kernel/flow/failedElements.ts"
import { formatDuration, formatTime } from "../../kernel/session/format/duration.ts"
import type { TaskRunView } from "../../kernel/flow/runView.ts"
import { IconButton } from "../controls/controls.tsx"
import { StateIcon } from "../controls/stateIcon.tsx"
import { stateTitle } from "../controls/stateTitle.ts"
import { Stack } from "../controls/Stack.tsx"
import { canRun } from "../model/canRun.ts"
import { useModel, usePanel } from "../model/useModel.ts"
import type { Shape } from "./shape.ts"

/** How many errors are shown of a loop's elements. */
const mostErrors = 10

/** What there is to say of the task that is chosen. */
export function TaskDetails({ shape }: { shape: Shape }) {
  const model = usePanel()
  const chosen = useModel(({ selectedNode }) => selectedNode)
  const node = shape.nodes.find(({ id }) => id === chosen)
  const run = useModel(({ shown }) => (node?.kind === "task" ? shown?.view.taskRuns.get(node.label) : undefined))
  const why = useModel(({ explained }) => (explained?.task === node?.label ? explained : undefined))
  const isRunnable = useModel((one) => canRun(one) && !one.isEarlier)
  if (!node || node.kind !== "task") return null
  return (
    <section className="details" aria-label={`The task ${node.label}`}>
      <header>
        {run && <StateIcon state={run.state} />}
        <h2 title={node.label}>{node.label}</h2>
        <span className="spread" />
        {isRunnable && (
          <IconButton
            icon={Play}
            label="Run from here"
            onClick={() => void model.ask({ type: "run", parameters: {}, from: node.label })}
          />
        )}
        {run && (
          <IconButton
            icon={FileText}
            label="Show its log"
            onClick={() => model.set({ view: "log", logTask: node.label })}
          />
        )}
        <IconButton icon={X} label="Close" onClick={() => model.select(undefined)} />
      </header>
      <dl>
        {run ? <Facts run={run} attempts={node.attempts} /> : <Fact name="State" value="Not run" />}
        {why && <Fact name="A run now" value={why.text} />}
        {node.defines.length > 0 && <Fact name="Defines" value={node.defines.join(", ")} />}
      </dl>
      {run?.error && <Stack error={run.error} />}
      <FailedElements task={node.label} />
    </section>
  )
}

/** A loop has no error of its own, but those of its elements. */
function FailedElements({ task }: { task: string }) {
  const model = usePanel()
  const version = useModel(({ shown }) => shown?.version)
  const failed = useMemo(
    () => (model.shown ? failedElements(model.shown.view, task) : []),
    // The view itself is changed in place.
    // oxlint-disable-next-line react/exhaustive-deps
    [model, model.shown, version, task],
  )
  if (failed.length === 0) return null
  const left = failed.length - mostErrors
  return (
    <section className="failed-elements" aria-label="Elements that failed">
      {failed.slice(0, mostErrors).map((run) => (
        <section key={run.element}>
          <h3>
            <StateIcon state={run.state} />
            {taskRunTitle(run)}
          </h3>
          {run.error && <Stack error={run.error} />}
        </section>
      ))}
      {left > 0 && <p>{`${left} more ${left === 1 ? "element" : "elements"} failed: see the log`}</p>}
    </section>
  )
}

function Facts({ run, attempts }: { run: TaskRunView; attempts: number }) {
  const { state, attempt, duration, startedAt, endedAt, cachedFrom, progress, waitingFor } = run
  const why = run.reason ?? run.ranBecause
  return (
    <>
      <Fact name="State" value={stateTitle(state)} />
      {why !== undefined && <Fact name="Why" value={why} />}
      {attempt > 0 && attempts > 1 && <Fact name="Attempt" value={`${attempt} of ${Math.max(attempt, attempts)}`} />}
      {progress?.label !== undefined && <Fact name="Progress" value={progress.label} />}
      {waitingFor !== undefined && <Fact name="Waiting for" value={waitingFor} />}
      {duration !== undefined && <Fact name="Duration" value={formatDuration(duration)} />}
      {startedAt !== undefined && <Fact name="Started" value={formatTime(startedAt)} />}
      {endedAt !== undefined && <Fact name="Ended" value={formatTime(endedAt)} />}
      {cachedFrom !== undefined && <Fact name="Computed in run" value={cachedFrom} />}
    </>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
