import { CircleStop, Play, RotateCw } from "lucide-react"
import { formatAge, formatDuration } from "../kernel/session/format/duration.ts"
import { countStates, formatTaskCounts, statesInOrder, stateWord } from "../kernel/session/format/summary.ts"
import { isTerminal, type State } from "../kernel/flow/state.ts"
import { Button, IconButton, Select } from "./controls/controls.tsx"
import { StateIcon } from "./controls/stateIcon.tsx"
import { stateTitle } from "./model/stateTitle.ts"
import { useNow } from "./controls/useNow.ts"
import { boxesInState } from "./graph/focus.ts"
import { useShape } from "./graph/useLayout.ts"
import { canRun } from "./model/canRun.ts"
import { useModel, usePanel } from "./model/useModel.ts"

/** Which run is looked at, how it stands, and what can be done. */
export function Header() {
  const model = usePanel()
  const flow = useModel(({ notebook }) => notebook?.flow ?? "")
  const isRunnable = useModel(canRun)
  const running = useModel((one) => one.running)
  const hasFailed = useModel(
    ({ shown }) =>
      shown?.view.state === "failed" || shown?.view.state === "crashed" || shown?.view.state === "cancelled",
  )
  return (
    <header className="header">
      <h1 title={flow}>{flow}</h1>
      <RunChoice />
      <RunSummary />
      <span className="spread" />
      {running.size > 0 ? (
        <IconButton
          icon={CircleStop}
          text="Cancel"
          label="End the run"
          onClick={() => {
            for (const run of running) void model.ask({ type: "cancel", run })
          }}
        />
      ) : (
        <>
          {hasFailed && (
            <IconButton
              icon={RotateCw}
              text="Re-run Failed"
              label="Go on from this run: only what failed runs again, and what depends on it"
              isDisabled={!isRunnable}
              onClick={() => void model.ask({ type: "rerun", ...(model.shown && { run: model.shown.id }) })}
            />
          )}
          <Button
            isDisabled={!isRunnable}
            onClick={() => void model.ask({ type: "run", parameters: {} })}
            title="Run the flow; what hasn't changed comes from the cache"
          >
            <Play size={14} aria-hidden /> Run Flow
          </Button>
        </>
      )}
    </header>
  )
}

function RunChoice() {
  const model = usePanel()
  const runs = useModel((one) => one.runs)
  const shown = useModel((one) => (one.isEarlier ? one.ui.shownRun : undefined))
  if (!runs || runs.length === 0) return null
  const now = Date.now()
  const choices = runs.map(({ id, state, startedAt }) => ({
    value: id,
    text: `${stateTitle(state)}, ${formatAge(startedAt, now)}`,
  }))
  return (
    <Select
      className="run-choice"
      label="The run that is shown"
      value={shown ?? ""}
      choices={[{ value: "", text: "Latest run" }, ...choices.slice(1)]}
      onChange={(run) => model.show(run === "" ? undefined : run)}
    />
  )
}

function RunSummary() {
  const view = useModel(({ shown }) => shown?.view)
  // The view is one object that changes.
  useModel(({ shown }) => shown?.version)
  const isGoingOn = view !== undefined && view.startedAt !== undefined && !isTerminal(view.state)
  const now = useNow(isGoingOn)
  if (view?.startedAt === undefined) return null
  const took = formatDuration((view.endedAt ?? now) - view.startedAt)
  return (
    <span className="run-summary">
      <span role="status" title={`Flow run ${view.run}\n${formatTaskCounts(view.taskRuns.values())}`}>
        {stateTitle(view.state)} · {took}
      </span>
      <StateChips />
    </span>
  )
}

/** How many tasks are in each state; leads to them. */
function StateChips() {
  const model = usePanel()
  const shape = useShape()
  const view = useModel(({ shown }) => shown?.view)
  useModel(({ shown }) => shown?.version)
  if (!view || !shape) return null
  const counts = countStates([...view.taskRuns.values()].filter(({ element }) => element === undefined))
  const goTo = (state: State): void => {
    const boxes = boxesInState(shape, view, state)
    const at = boxes.findIndex(({ id }) => id === model.selectedNode)
    const next = boxes[(at + 1) % boxes.length]
    model.set({ view: "graph" })
    if (next) model.select(next.id)
  }
  return (
    <span className="chips">
      {statesInOrder(counts.keys()).map((state) => (
        <button
          key={state}
          type="button"
          className={`chip is-${state}`}
          title={`${counts.get(state)} ${stateWord(state)}: go to the ${counts.get(state) === 1 ? "task" : "next one"}`}
          aria-label={`${counts.get(state)} ${stateWord(state)}`}
          onClick={() => goTo(state)}
        >
          <StateIcon state={state} size={14} />
          {counts.get(state)}
        </button>
      ))}
    </span>
  )
}
