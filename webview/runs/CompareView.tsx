import { useEffect } from "react"
import type { Artifact } from "../../kernel/api/types.ts"
import { formatDuration, formatTime } from "../../kernel/session/format/duration.ts"
import { StateIcon } from "../controls/stateIcon.tsx"
import { stateTitle } from "../model/stateTitle.ts"
import type { RunRecord } from "../model/runRecord.ts"
import { useModel, usePanel } from "../model/useModel.ts"
import { ArtifactView } from "../results/ArtifactView.tsx"
import { useArtifacts } from "../results/useArtifacts.ts"
import { comparePlots } from "./comparePlots.ts"
import { compareRuns, type ComparedRow } from "./compareRuns.ts"

const none: ReadonlyMap<string, number> = new Map()

/** Two runs side by side: what they were given, what they gave and drew, what ran, and how long it took. */
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
            <td />
            <RunHead record={first} />
            <RunHead record={second} />
          </tr>
        </thead>
        <Part title="Parameters" rows={parameters} />
        <Part title="Metrics" rows={metrics} />
        <Plots first={first} second={second} />
        <Part title="Tasks" rows={tasks} />
      </table>
    </div>
  )
}

function RunHead({ record: { id, view } }: { record: RunRecord }) {
  const { state, startedAt = 0, endedAt } = view
  return (
    <th title={`Flow run ${id}`} scope="col">
      <span className="with-icon">
        <StateIcon state={state} />
        {[stateTitle(state), ...(endedAt === undefined ? [] : [formatDuration(endedAt - startedAt)])].join(" · ")}
      </span>
      <span className="quiet">{formatTime(startedAt)}</span>
    </th>
  )
}

/** What differs comes first. */
function Part({ title, rows }: { title: string; rows: readonly ComparedRow[] }) {
  if (rows.length === 0) return null
  const inOrder = rows.toSorted((one, other) => Number(other.isDifferent) - Number(one.isDifferent))
  return (
    <tbody>
      <PartHead title={title} />
      {inOrder.map(({ name, one, other, isDifferent, change }) => (
        <tr key={name} className={isDifferent ? "is-different" : ""}>
          <th scope="row" title={name}>
            {name}
          </th>
          <td>{one}</td>
          <td>
            {other} {change !== undefined && <span className="compare-change quiet">{change}</span>}
          </td>
        </tr>
      ))}
    </tbody>
  )
}

function PartHead({ title }: { title: string }) {
  return (
    <tr className="part">
      <th colSpan={3} scope="rowgroup">
        {title}
      </th>
    </tr>
  )
}

function Plots({ first, second }: { first: RunRecord; second: RunRecord }) {
  const plots = comparePlots(useArtifacts(first), useArtifacts(second))
  if (plots.length === 0) return null
  return (
    <tbody>
      <PartHead title="Plots" />
      {plots.map(({ name, one, other }) => (
        <tr key={name} className="compare-plots">
          <td colSpan={3}>
            <p>{name}</p>
            <div>
              <Plot image={one} />
              <Plot image={other} />
            </div>
          </td>
        </tr>
      ))}
    </tbody>
  )
}

function Plot({ image }: { image: Artifact | undefined }) {
  return image ? <ArtifactView artifact={image} /> : <p className="quiet">None in this run</p>
}
