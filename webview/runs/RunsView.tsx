import { ArrowDown, ArrowLeft, ArrowUp, Columns3, GitCompareArrows, RefreshCw } from "lucide-react"
import { useEffect, useState } from "react"
import type { RunMessage } from "../../kernel/flowService/messages.ts"
import { count } from "../../kernel/session/format/count.ts"
import { Checkbox, IconButton, Select, TextField } from "../controls/controls.tsx"
import { stateTitle } from "../model/stateTitle.ts"
import { useNow } from "../controls/useNow.ts"
import { useModel, usePanel } from "../model/useModel.ts"
import { CompareView } from "./CompareView.tsx"
import { RunRow } from "./RunRow.tsx"
import { newestFirst, parameterNames, shownRuns, type Order, type RunFilter } from "./runTable.ts"

/** The notebook's runs, to be opened as they were, or compared. */
export function RunsView() {
  const model = usePanel()
  const runs = useModel((one) => one.runs)
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
  return <Runs runs={runs} onCompare={setCompared} />
}

interface RunsProps {
  runs: readonly RunMessage[]
  onCompare: (pair: readonly [string, string]) => void
}

function Runs({ runs, onCompare }: RunsProps) {
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [state, setState] = useState<RunFilter["state"]>("")
  const [text, setText] = useState("")
  const [order, setOrder] = useState<Order>(newestFirst)
  const [isChoosing, setChoosing] = useState(false)
  const [noted, setNoted] = useState<string>()
  const { names, columns, setColumns } = useColumns(runs)
  const isAnyGoingOn = runs.some(({ endedAt }) => endedAt === undefined)
  const now = useNow(isAnyGoingOn)
  const shown = shownRuns(runs, { state, text }, order, now)
  const states = [...new Set(runs.map((run) => run.state))]
  const hasPins = runs.some(({ isPinned }) => isPinned)
  const hasNotes = noted !== undefined || shown.some(({ note }) => note !== undefined)
  return (
    <>
      <div className="toolbar" role="toolbar" aria-label="Runs">
        <CompareButton runs={runs} chosen={chosen} onCompare={onCompare} />
        <Select
          label="State"
          value={state}
          choices={[
            { value: "", text: "All states" },
            ...(hasPins || state === "pinned" ? [{ value: "pinned", text: "Pinned" }] : []),
            ...states.map((value) => ({ value, text: stateTitle(value) })),
          ]}
          onChange={(value) => setState(value === "pinned" ? value : (states.find((one) => one === value) ?? ""))}
        />
        <TextField
          className="search"
          type="search"
          label="Find runs"
          placeholder="Find"
          value={text}
          onChange={setText}
        />
        <span className="quiet run-count" role="status">
          {shown.length === runs.length ? count(runs.length, "run") : `${shown.length} of ${count(runs.length, "run")}`}
        </span>
        <span className="spread" />
        {names.length > 0 && (
          <IconButton
            icon={Columns3}
            label="Choose the columns"
            isOn={isChoosing}
            onClick={() => setChoosing(!isChoosing)}
          />
        )}
        <Refresh />
      </div>
      {isChoosing && (
        <fieldset className="columns">
          <legend className="quiet">Columns of parameters</legend>
          {names.map((name) => (
            <Checkbox
              key={name}
              label={name}
              isChecked={columns.includes(name)}
              onChange={(isChecked) =>
                setColumns(names.filter((one) => (one === name ? isChecked : columns.includes(one))))
              }
            />
          ))}
        </fieldset>
      )}
      <div className="table-frame">
        <table className="table runs">
          <thead>
            <tr>
              <td />
              <SortHead name="State" by="state" order={order} onOrder={setOrder} />
              {columns.map((name) => (
                <SortHead key={name} name={name} by={`parameter:${name}`} order={order} onOrder={setOrder} />
              ))}
              <SortHead name="Started" by="started" order={order} onOrder={setOrder} />
              <SortHead name="Duration" by="duration" order={order} onOrder={setOrder} />
              {hasNotes && <SortHead name="Note" by="note" order={order} onOrder={setOrder} />}
              <td />
            </tr>
          </thead>
          <tbody>
            {shown.map((run) => (
              <RunRow
                key={run.id}
                run={run}
                columns={columns}
                now={now}
                hasNotes={hasNotes}
                isNoted={noted === run.id}
                onNote={(isNoted) => setNoted(isNoted ? run.id : undefined)}
                isChosen={chosen.includes(run.id)}
                onChoose={(isChosen) =>
                  // The two that were chosen last.
                  setChosen([...chosen.filter((id) => id !== run.id), ...(isChosen ? [run.id] : [])].slice(-2))
                }
              />
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <p className="quiet">No run is like that.</p>}
      </div>
    </>
  )
}

/** The columns of parameters: those that tell runs apart, if any do, until somebody chooses others. */
function useColumns(runs: readonly RunMessage[]): {
  names: readonly string[]
  columns: readonly string[]
  setColumns: (columns: readonly string[]) => void
} {
  const model = usePanel()
  const chosen = useModel(({ ui }) => ui.runColumns)
  const { names, varying } = parameterNames(runs)
  const columns = names.filter((name) => chosen?.includes(name) ?? (varying.size === 0 || varying.has(name)))
  return { names, columns, setColumns: (runColumns) => model.set({ runColumns }) }
}

function CompareButton({ runs, chosen, onCompare }: RunsProps & { chosen: readonly string[] }) {
  // The earlier one on the left.
  const [one, other] = runs
    .filter(({ id }) => chosen.includes(id))
    .map(({ id }) => id)
    .toReversed()
  return (
    <IconButton
      icon={GitCompareArrows}
      label={chosen.length === 2 ? "Compare the two chosen runs" : "Choose two runs to compare them"}
      text="Compare"
      isDisabled={chosen.length !== 2}
      onClick={() => {
        if (one !== undefined && other !== undefined) onCompare([one, other])
      }}
    />
  )
}

function Refresh() {
  const model = usePanel()
  return (
    <IconButton icon={RefreshCw} label="Look for runs of other programs" onClick={() => void model.refreshRuns()} />
  )
}

/** The head of a column, which sorts by it, and at the second time the other way round. */
function SortHead(props: { name: string; by: string; order: Order; onOrder: (order: Order) => void }) {
  const { name, by, order, onOrder } = props
  const isSorted = order.by === by
  const Icon = order.isDescending ? ArrowDown : ArrowUp
  return (
    <th aria-sort={isSorted ? (order.isDescending ? "descending" : "ascending") : undefined}>
      <button
        type="button"
        className="sort"
        title={`Sort by ${name}`}
        onClick={() => onOrder({ by, isDescending: isSorted ? !order.isDescending : by === "started" })}
      >
        {name}
        {isSorted && <Icon size={14} aria-hidden />}
      </button>
    </th>
  )
}
