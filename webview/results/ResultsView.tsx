import { useCallback, useEffect, useState, type RefCallback } from "react"
import { taskRunTitle } from "../../kernel/flow/events.ts"
import type { RunResult } from "../../kernel/session/runResults.ts"
import { useModel, usePanel } from "../model/useModel.ts"
import { ArtifactView } from "./ArtifactView.tsx"
import { useArtifacts } from "./useArtifacts.ts"
import { ValueRow } from "./ValueRow.tsx"

/** How many values are drawn at once: more than can be seen. */
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
      {results && results.length > 0 && <Values key={record.id} run={record.id} results={results} />}
    </div>
  )
}

function Values({ run, results }: { run: string; results: readonly RunResult[] }) {
  const [most, end] = useGrowth()
  const drawn = results.slice(0, most)
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
      {drawn.length < results.length && <div ref={end} className="results-end" />}
    </section>
  )
}

/** How many of very many values are drawn, and what is to be below them: when it comes into view, they are more. */
function useGrowth(): [most: number, end: RefCallback<HTMLElement>] {
  const [most, setMost] = useState(atOnce)
  const end = useCallback((element: HTMLElement | null) => {
    if (!element) return undefined
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setMost((before) => before + atOnce)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [most, end]
}
