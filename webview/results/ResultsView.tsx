import { ChevronDown, ChevronRight } from "lucide-react"
import { useEffect, useMemo, useState } from "react"
import { taskRunTitle, type ArtifactMade } from "../../kernel/flow/events.ts"
import { formatBytes } from "../../kernel/session/format/bytes.ts"
import type { RunResult } from "../../kernel/session/runResults.ts"
import type { RunRecord } from "../model/runRecord.ts"
import { useModel, usePanel } from "../model/useModel.ts"
import { ArtifactView } from "./ArtifactView.tsx"
import { runsBehind, shownArtifacts } from "./shownArtifacts.ts"

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
          <h3 className="quiet">{taskRunTitle(event)}</h3>
          <ArtifactView artifact={event.artifact} />
        </section>
      ))}
      {results && results.length > 0 && <Values run={record.id} results={results} />}
    </div>
  )
}

/** The artifacts of a run; what it took from the cache is looked up in the runs that computed it. */
function useArtifacts(record: RunRecord | undefined): readonly ArtifactMade[] {
  const model = usePanel()
  const version = useModel(({ shown }) => shown?.version)
  const known = useModel(({ runs }) => runs)
  const behind = useMemo(() => {
    const ids = new Set(known?.map(({ id }) => id))
    return record ? [...runsBehind(record.view)].filter((run) => ids.has(run)) : []
    // The view is one object that changes.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [record, version, known])
  const versions = useModel((one) => behind.map((run) => one.record(run)?.version ?? -1).join())
  useEffect(() => {
    for (const run of behind) model.load(run)
  }, [model, behind])
  return useMemo(
    () => (record ? shownArtifacts(record, (run) => model.record(run)) : []),
    // oxlint-disable-next-line react/exhaustive-deps
    [model, record, version, versions],
  )
}

function Values({ run, results }: { run: string; results: readonly RunResult[] }) {
  return (
    <section className="values" aria-label="Values">
      <h3 className="quiet">Values that are kept</h3>
      <ul>
        {results.map((result) => (
          <Value key={`${run} ${result.task} ${result.name}`} run={run} result={result} />
        ))}
      </ul>
    </section>
  )
}

function Value({ run, result }: { run: string; result: RunResult }) {
  const model = usePanel()
  const { task, name, size, count, text } = result
  const [isOpen, setOpen] = useState(false)
  const [preview, setPreview] = useState<string>()
  useEffect(() => {
    if (!isOpen || preview !== undefined) return undefined
    let isWanted = true
    const show = async (): Promise<void> => {
      const answer = await model.ask({ type: "value", run, task, name })
      if (!isWanted) return
      if (answer) setPreview(answer.text)
      else setOpen(false)
    }
    void show()
    return () => {
      isWanted = false
    }
  }, [model, isOpen, preview, run, task, name])
  const Icon = isOpen ? ChevronDown : ChevronRight
  return (
    <li>
      <button type="button" className="value" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Icon size={16} aria-hidden />
        <span className="value-name code">{name}</span>
        <span className="value-text code">{text}</span>
        <span className="quiet">{task}</span>
        <span className="quiet value-size">
          {count > 1 && `${count.toLocaleString("en")} × `}
          {formatBytes(Math.round(size / count))}
        </span>
      </button>
      {isOpen && <pre className="stack">{preview ?? "Loading …"}</pre>}
    </li>
  )
}
