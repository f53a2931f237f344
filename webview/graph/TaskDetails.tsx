import { FileText, Play, X } from "lucide-react"
import { formatDuration, formatTime } from "../../kernel/session/format/duration.ts"
import type { TaskRunView } from "../../kernel/flow/runView.ts"
import { IconButton } from "../controls/controls.tsx"
import { StateIcon } from "../controls/stateIcon.tsx"
import { stateTitle } from "../controls/stateTitle.ts"
import { Stack } from "../controls/Stack.tsx"
import { canRun } from "../model/canRun.ts"
import { useModel, usePanel } from "../model/useModel.ts"
import type { Shape } from "./shape.ts"

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
    </section>
  )
}

function Facts({ run, attempts }: { run: TaskRunView; attempts: number }) {
  const { state, reason, attempt, duration, startedAt, endedAt, cachedFrom, progress, waitingFor } = run
  return (
    <>
      <Fact name="State" value={stateTitle(state)} />
      {reason !== undefined && <Fact name="Why" value={reason} />}
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
