import { useMemo } from "react"
import type { RunResult } from "../../kernel/session/runResults.ts"
import type { RunRecord } from "../model/runRecord.ts"
import { useModel } from "../model/useModel.ts"
import { ValueRow } from "../results/ValueRow.tsx"
import { valueText } from "../runs/compareRuns.ts"
import type { ShapeNode } from "../model/graphShape.ts"

/** A name that a task reads. */
interface ReadName {
  name: string
  /** What defines it, for people. */
  from: string
  /** The task that gives it. */
  task?: string
  isParameter: boolean
}

/** What a task reads and what it gave, as far as it is kept. */
export function TaskValues({ node, record }: { node: ShapeNode; record: RunRecord | undefined }) {
  const results = useModel((model) => (record ? model.record(record.id)?.results : undefined))
  const reads = useReads(node)
  const outputs = results?.filter(({ task }) => task === node.label) ?? []
  // Before it has run, what it will give is known by name.
  const missing = outputs.length === 0 ? node.defines : []
  return (
    <>
      {reads.length > 0 && (
        <section aria-label="Inputs">
          <h3>Inputs</h3>
          <ul className="values">
            {reads.map((read) => (
              <Input key={read.name} read={read} record={record} results={results ?? []} />
            ))}
          </ul>
        </section>
      )}
      {(outputs.length > 0 || missing.length > 0) && (
        <section aria-label="Outputs">
          <h3>Outputs</h3>
          <ul className="values">
            {record && outputs.map((output) => <ValueRow key={output.name} run={record.id} result={output} />)}
            {missing.map((name) => (
              <Named key={name} name={name} />
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function Input(props: { read: ReadName; record: RunRecord | undefined; results: readonly RunResult[] }) {
  const { read, record, results } = props
  const { name, from, task, isParameter } = read
  const result = results.find((one) => one.task === task && one.name === name)
  if (record && result) return <ValueRow run={record.id} result={result} />
  const value = isParameter && record ? valueText(record.view.parameters[name]) : undefined
  return <Named name={name} from={from} {...(value !== undefined && { value })} />
}

/** A name of which no value is kept. */
function Named({ name, from, value }: { name: string; from?: string; value?: string }) {
  return (
    <li className={`value is-plain ${value === undefined ? "" : "is-simple"}`}>
      <span />
      <span className="value-name code" title={name}>
        {name}
      </span>
      <span className="quiet value-kind">{from}</span>
      <span className="value-text code">{value}</span>
    </li>
  )
}

/** The names that a task reads from other cells of today's notebook. */
function useReads({ cell }: ShapeNode): readonly ReadName[] {
  const notebook = useModel((model) => model.notebook)
  return useMemo(() => {
    if (!notebook || cell === undefined) return []
    const cells = new Map(notebook.cells.map((one) => [one.id, one] as const))
    return notebook.edges.flatMap(({ from, to, names }) => {
      const definer = cells.get(from)
      if (to !== cell || !definer) return []
      const isTask = definer.kind === "task"
      const isParameter = definer.kind === "parameters"
      const what = isParameter ? "parameter" : isTask ? definer.name : "plain cell"
      return names.map((name) => ({ name, from: what, isParameter, ...(isTask && { task: definer.name }) }))
    })
  }, [notebook, cell])
}
