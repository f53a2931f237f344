import { useDeferredValue, useEffect } from "react"
import { taskRunTitle } from "../../kernel/flow/events.ts"
import type { RunResult } from "../../kernel/session/runResults.ts"
import { useModel, usePanel } from "../model/useModel.ts"
import { ArtifactView } from "./ArtifactView.tsx"
import { useArtifacts } from "./useArtifacts.ts"
import { ValueRow } from "./ValueRow.tsx"

/** How many values are drawn at once: as many as can be seen, and some more. */
const atOnce = 100

/** What the tasks of the run that is looked at left for people, and what they gave. */
export function ResultsView() {
  const model = usePanel()
  const record = useModel(({ shown }) => shown)
  const results = useModel(({ shown }) => shown?.results)
  const artifacts = useArtifacts(record)
  useEffect(() => {
    if (record) model.loadResults(record.id)
  }, [model, record])
  if (!record) return <p className="quiet center">Nothing has run yet.</p>
  if (results?.length === 0 && artifacts.length === 0) {
    return (
      <p className="quiet center">
        Nothing of this run is kept: its tasks gave nothing, or it was cleaned, or a later run computed it anew.
      </p>
    )
  }
  return (
    <div className="results">
      {artifacts.map((event, index) => (
        // They are only ever added.
        // oxlint-disable-next-line react/no-array-index-key
        <section key={index} className="artifact" aria-label={`Artifact of ${taskRunTitle(event)}`}>
          <h3>{taskRunTitle(event)}</h3>
          <ArtifactView artifact={event.artifact} />
        </section>
      ))}
      {results && results.length > 0 && <Values run={record.id} results={results} />}
    </div>
  )
}

function Values({ run, results }: { run: string; results: readonly RunResult[] }) {
  // Thousands follow while something else can be done.
  const drawn = useDeferredValue(results, results.slice(0, atOnce))
  return (
    <section className="values" aria-label="Values">
      {[...Map.groupBy(drawn, ({ task }) => task)].map(([task, values]) => (
        <section key={task} aria-label={`Values of ${task}`}>
          <h3>{task}</h3>
          <ul>
            {values.map((result) => (
              <ValueRow key={`${run} ${result.name}`} run={run} result={result} />
            ))}
          </ul>
        </section>
      ))}
    </section>
  )
}
