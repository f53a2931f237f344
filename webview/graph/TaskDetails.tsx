import { Code, FileText, Network, Play, X, type LucideIcon } from "lucide-react"
import { useEffect, useMemo } from "react"
import { taskRunTitle } from "../../kernel/flow/events.ts"
import { failedElements } from "../../kernel/flow/failedElements.ts"
import type { TaskRunView } from "../../kernel/flow/runView.ts"
import { formatDuration, formatTime } from "../../kernel/session/format/duration.ts"
import { IconButton } from "../controls/controls.tsx"
import { Stack } from "../controls/Stack.tsx"
import { StateIcon } from "../controls/stateIcon.tsx"
import { stateTitle } from "../model/stateTitle.ts"
import { partsOfTitle } from "../logs/taskTitle.ts"
import { LogTail } from "../logs/LogTail.tsx"
import { canRun } from "../model/canRun.ts"
import type { RunRecord } from "../model/runRecord.ts"
import { useModel, usePanel } from "../model/useModel.ts"
import type { ShapeNode } from "../model/graphShape.ts"
import { TaskValues } from "./TaskValues.tsx"
import { taskText } from "./taskText.ts"
import { subflowOf, useWholeShape } from "./useLayout.ts"

/** How many errors are shown of a loop's elements. */
const maxErrors = 10

/** What there is to say of the task that is chosen. */
export function TaskDetails() {
  const model = usePanel()
  const chosen = useModel(({ selectedNode }) => selectedNode)
  const record = useModel(({ shown }) => shown)
  // One in a group has details, too.
  const node = useWholeShape()?.nodes.find(({ id }) => id === chosen)
  const run = useModel(({ shown }) => (node?.kind === "task" ? shown?.view.taskRuns.get(node.label) : undefined))
  const why = useModel(({ explained }) => (explained?.task === node?.label ? explained : undefined))
  if (!node || node.kind !== "task") return null
  return (
    <section className="details" aria-label={`The task ${node.label}`}>
      <header>
        {run && <StateIcon state={run.state} />}
        <h2 title={node.label}>{node.label}</h2>
        <span className="spread" />
        <IconButton icon={X} label="Close" onClick={() => model.select(undefined)} />
      </header>
      <Actions node={node} run={run} />
      <dl>
        {run ? <Facts run={run} attempts={node.attempts} /> : <Fact name="State" value="Not run" />}
        {why && <Fact name="A run now" value={why.text} />}
      </dl>
      {run?.error && (
        <section aria-label="Error">
          <h3>Error</h3>
          <Stack error={run.error} />
        </section>
      )}
      <FailedElements task={node.label} />
      <Attempts task={node.label} />
      <TaskValues node={node} record={record} />
      {record && run && <Log record={record} task={node.label} />}
    </section>
  )
}

/** What can be done with the task, in words. */
function Actions({ node: { id, label, cell, line }, run }: { node: ShapeNode; run: TaskRunView | undefined }) {
  const model = usePanel()
  const isRunnable = useModel((one) => canRun(one) && !one.isEarlier)
  const subflow = useSubflow(id, run)
  const isOpen = useModel(({ ui }) => ui.openSubflows.includes(id))
  const toggle = (): void => {
    const { openSubflows } = model.ui
    model.set({ openSubflows: isOpen ? openSubflows.filter((one) => one !== id) : [...openSubflows, id] })
  }
  const reveal = (): void => {
    if (cell !== undefined) model.tell({ type: "reveal", cell })
    else if (line !== undefined) model.tell({ type: "reveal", line })
  }
  return (
    <div className="details-actions">
      {isRunnable && (
        <Action
          icon={Play}
          text="Run from Here"
          label={`Run ${label} and everything after it again`}
          onClick={() => void model.ask({ type: "run", parameters: {}, from: label })}
        />
      )}
      {subflow !== undefined && (
        <Action
          icon={Network}
          text={isOpen ? "Close Subflow" : "Open Subflow"}
          label={isOpen ? "Close the subflow" : "Draw the subflow's tasks in the box of this one"}
          onClick={toggle}
        />
      )}
      {run && (
        <Action
          icon={FileText}
          text="Show Log"
          label="Show what the task printed"
          onClick={() => model.set({ view: "log", logTask: label })}
        />
      )}
      {(cell !== undefined || line !== undefined) && (
        <Action icon={Code} text="Go to Cell" label="Go to the task's cell" onClick={reveal} />
      )}
    </div>
  )
}

function Action(props: { icon: LucideIcon; text: string; label: string; onClick: () => void }) {
  return <IconButton {...props} />
}

/** The run of the task's subflow; of a cached task that which it once asked for. */
function useSubflow(id: string, run: TaskRunView | undefined): string | undefined {
  const model = usePanel()
  const cachedFrom = run?.cachedFrom
  useEffect(() => {
    if (cachedFrom !== undefined) model.load(cachedFrom)
  }, [model, cachedFrom])
  return useModel((one) => (one.shown ? subflowOf(one, one.shown.id, id) : undefined))
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
  const left = failed.length - maxErrors
  return (
    <section className="failed-elements" aria-label="Elements that failed">
      {failed.slice(0, maxErrors).map((run) => (
        <section key={run.element}>
          <h3>
            <StateIcon state={run.state} />
            {partsOfTitle(taskRunTitle(run)).element}
          </h3>
          {run.error && <Stack error={run.error} />}
        </section>
      ))}
      {left > 0 && <p>{`${left} more ${left === 1 ? "element" : "elements"} failed: see the log`}</p>}
    </section>
  )
}

/** When there was more than one: how each ended, and how long it took. */
function Attempts({ task }: { task: string }) {
  const spans = useModel(({ shown }) => shown?.attempts.spans.get(task)?.spans)
  const attempts = spans?.filter(({ kind }) => kind === "attempt") ?? []
  if (attempts.length < 2) return null
  return (
    <section aria-label="Attempts">
      <h3>Attempts</h3>
      <ol className="attempts">
        {attempts.map(({ attempt, state, from, to }) => (
          <li key={`${attempt} ${from}`}>
            <StateIcon state={state} />
            <span>{`${attempt}: ${stateTitle(state)}`}</span>
            <span className="quiet">{to === undefined ? "" : formatDuration(to - from)}</span>
            <span className="quiet spread is-time">{formatTime(from)}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Log({ record, task }: { record: RunRecord; task: string }) {
  return (
    <LogTail record={record} task={task}>
      {(lines) => (
        <section aria-label="End of the log">
          <h3>End of the log</h3>
          {lines}
        </section>
      )}
    </LogTail>
  )
}

function Facts({ run, attempts }: { run: TaskRunView; attempts: number }) {
  const { startedAt, endedAt, cachedFrom, progress, waitingFor } = run
  const why = run.reason ?? run.ranBecause
  return (
    <>
      <Fact name="State" value={taskText(run, attempts)} />
      {why !== undefined && <Fact name="Why" value={why} />}
      {progress?.label !== undefined && <Fact name="Progress" value={progress.label} />}
      {waitingFor !== undefined && <Fact name="Waiting for" value={waitingFor} />}
      {startedAt !== undefined && <Fact name="Started" value={formatTime(startedAt)} />}
      {endedAt !== undefined && <Fact name="Ended" value={formatTime(endedAt)} />}
      {cachedFrom !== undefined && <ComputedIn run={cachedFrom} />}
    </>
  )
}

/** The run that a cached task's results come from, to be opened. */
function ComputedIn({ run }: { run: string }) {
  const model = usePanel()
  const startedAt = useModel(({ runs }) => runs?.find(({ id }) => id === run)?.startedAt)
  return (
    <div className="fact">
      <dt>Computed in</dt>
      <dd>
        {startedAt === undefined ? (
          run
        ) : (
          <button type="button" className="link" title={`Open the flow run ${run}`} onClick={() => model.show(run)}>
            {`the run of ${formatTime(startedAt)}`}
          </button>
        )}
      </dd>
    </div>
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
