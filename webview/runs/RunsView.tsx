import { ArrowLeft, GitCompareArrows, RefreshCw } from "lucide-react"
import { useEffect, useState } from "react"
import { formatAge, formatDuration, formatTime } from "../../kernel/session/format/duration.ts"
import type { RunMessage } from "../../kernel/jupyter/flow/messages.ts"
import { IconButton } from "../controls/controls.tsx"
import { StateIcon } from "../controls/stateIcon.tsx"
import { stateTitle } from "../controls/stateTitle.ts"
import { useNow } from "../controls/useNow.ts"
import { useModel, usePanel } from "../model/useModel.ts"
import { CompareView } from "./CompareView.tsx"
import { valueText } from "./compareRuns.ts"

/** The notebook's runs, to be opened as they were, or compared. */
export function RunsView() {
  const model = usePanel()
  const runs = useModel((one) => one.runs)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [compared, setCompared] = useState<readonly [string, string]>()
  useEffect(() => {
    void model.refreshRuns()
  }, [model])
  if (compared) {
    return (
      <>
        <div className="toolbar">
          <IconButton
            icon={ArrowLeft}
            label="Back to all runs"
            text="All runs"
            onClick={() => setCompared(undefined)}
          />
        </div>
        <CompareView runs={compared} />
      </>
    )
  }
  if (!runs || runs.length === 0) return <p className="quiet center">Nothing has run yet.</p>
  const varying = varyingNames(runs)
  // The earlier one on the left.
  const pair = runs
    .filter(({ id }) => chosen.includes(id))
    .map(({ id }) => id)
    .toReversed()
  const [one, other] = pair
  return (
    <>
      <div className="toolbar" role="toolbar" aria-label="Runs">
        <IconButton
          icon={GitCompareArrows}
          label={chosen.length === 2 ? "Compare the two chosen runs" : "Choose two runs to compare them"}
          text="Compare"
          isDisabled={chosen.length !== 2}
          onClick={() => {
            if (one !== undefined && other !== undefined) setCompared([one, other])
          }}
        />
        <span className="spread" />
        <IconButton icon={RefreshCw} label="Look for runs of other programs" onClick={() => void model.refreshRuns()} />
      </div>
      <div className="table-frame">
        <table className="table runs">
          <thead>
            <tr>
              <th aria-label="Chosen" />
              <th>State</th>
              <th>Started</th>
              <th>Duration</th>
              <th>Parameters</th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <RunRow
                key={run.id}
                run={run}
                varying={varying}
                isChosen={chosen.includes(run.id)}
                onChoose={(isChosen) =>
                  // The two that were chosen last.
                  setChosen([...chosen.filter((id) => id !== run.id), ...(isChosen ? [run.id] : [])].slice(-2))
                }
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

/** Names of the parameters that aren't the same in all runs. */
function varyingNames(runs: readonly RunMessage[]): ReadonlySet<string> {
  const names = new Set(runs.flatMap(({ parameters }) => Object.keys(parameters)))
  const first = runs[0]?.parameters ?? {}
  return new Set(
    [...names].filter((name) => runs.some(({ parameters }) => valueText(parameters[name]) !== valueText(first[name]))),
  )
}

function RunRow({
  run,
  varying,
  isChosen,
  onChoose,
}: {
  run: RunMessage
  varying: ReadonlySet<string>
  isChosen: boolean
  onChoose: (isChosen: boolean) => void
}) {
  const model = usePanel()
  const { id, state, startedAt, endedAt, parameters, rerunOf, error } = run
  const isShown = useModel(({ shown }) => shown?.id === id)
  const now = useNow(endedAt === undefined)
  const values = Object.entries(parameters)
    // What tells runs apart comes first.
    .toSorted(([one], [other]) => Number(varying.has(other)) - Number(varying.has(one)))
    .map(([name, value]) => `${name} = ${valueText(value)}`)
  const started = formatAge(startedAt, Date.now())
  return (
    <tr className={isShown ? "is-shown" : ""}>
      <td>
        <input
          type="checkbox"
          aria-label={`Choose the run of ${started} to compare it`}
          checked={isChosen}
          onChange={(event) => onChoose(event.currentTarget.checked)}
        />
      </td>
      <td>
        <button
          type="button"
          className="link with-icon"
          title={error ? `${error.name}: ${error.message}` : `Flow run ${id}`}
          onClick={() => {
            model.show(id)
            model.set({ view: "graph" })
          }}
        >
          <StateIcon state={state} />
          {stateTitle(state)}
        </button>
      </td>
      <td title={formatTime(startedAt)}>
        {started}
        {rerunOf !== undefined && <span className="quiet"> · re-run</span>}
      </td>
      <td>{formatDuration((endedAt ?? now) - startedAt)}</td>
      <td className="cut" title={values.join("\n")}>
        {values.join(", ")}
      </td>
    </tr>
  )
}
