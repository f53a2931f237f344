import { useEffect } from "react"
import { formatDuration, formatTime } from "../../kernel/session/format/duration.ts"
import { StateIcon } from "../controls/stateIcon.tsx"
import { stateTitle } from "../controls/stateTitle.ts"
import type { RunRecord } from "../model/runRecord.ts"
import { useModel, usePanel } from "../model/useModel.ts"
import { compareRuns, type ComparedRow } from "./compareRuns.ts"

const none: ReadonlyMap<string, number> = new Map()

/** Two runs side by side: what they were given, what they gave, what ran, and how long it took. */
export function CompareView({ runs: [one, other] }: { runs: readonly [string, string] }) {
  const model = usePanel()
  const first = useModel((panel) => panel.record(one))
  const second = useModel((panel) => panel.record(other))
  // Their views are objects that change.
  useModel((panel) => `${panel.record(one)?.version} ${panel.record(other)?.version}`)
  const numbers = useModel((panel) => panel.metricsOf(one))
  const otherNumbers = useModel((panel) => panel.metricsOf(other))
  useEffect(() => {
    for (const run of [one, other]) {
      model.load(run)
      model.loadResults(run)
    }
  }, [model, one, other])
  if (!first || !second || first.states.isExpecting || second.states.isExpecting) {
    return <p className="quiet center">Reading the runs …</p>
  }
  const { parameters, metrics, tasks } = compareRuns(first.view, second.view, [numbers ?? none, otherNumbers ?? none])
  return (
    <div className="table-frame">
      <table className="table compare">
        <thead>
          <tr>
            <th />
            <RunHead record={first} />
            <RunHead record={second} />
            <th>Change</th>
          </tr>
        </thead>
        <Part title="Parameters" rows={parameters} />
        <Part title="Metrics" rows={metrics} />
        <Part title="Tasks" rows={tasks} />
      </table>
    </div>
  )
}

function RunHead({ record: { id, view } }: { record: RunRecord }) {
  const { state, startedAt = 0, endedAt } = view
  return (
    <th title={`Flow run ${id}`}>
      <span className="with-icon">
        <StateIcon state={state} />
        {stateTitle(state)}
        {endedAt !== undefined && ` · ${formatDuration(endedAt - startedAt)}`}
      </span>
      <span className="quiet">{formatTime(startedAt)}</span>
    </th>
  )
}

function Part({ title, rows }: { title: string; rows: readonly ComparedRow[] }) {
  if (rows.length === 0) return null
  return (
    <tbody>
      <tr className="part">
        <th colSpan={4} scope="rowgroup">
          {title}
        </th>
      </tr>
      {rows.map(({ name, one, other, isDifferent, change }) => (
        <tr key={name} className={isDifferent ? "is-different" : ""}>
          <th scope="row" title={name}>
            {name}
          </th>
          <td>{one}</td>
          <td>{other}</td>
          <td className="quiet">{change ?? (isDifferent ? "differs" : "")}</td>
        </tr>
      ))}
    </tbody>
  )
}
