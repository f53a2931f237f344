import { Pin, SquarePen } from "lucide-react"
import type { RunMessage } from "../../kernel/flowService/messages.ts"
import { formatAge, formatDuration, formatTime } from "../../kernel/session/format/duration.ts"
import { IconButton } from "../controls/controls.tsx"
import { StateIcon } from "../controls/stateIcon.tsx"
import { stateTitle } from "../model/stateTitle.ts"
import { useModel, usePanel } from "../model/useModel.ts"
import { valueText } from "./compareRuns.ts"
import { NoteField } from "./NoteField.tsx"

interface RunRowProps {
  run: RunMessage
  /** Names of parameters. */
  columns: readonly string[]
  now: number
  isChosen: boolean
  onChoose: (isChosen: boolean) => void
  /** Whether there is a column of notes. */
  hasNotes: boolean
  /** Whether its note is being written. */
  isNoted: boolean
  onNote: (isNoted: boolean) => void
}

/** A run in the table of runs. */
export function RunRow({ run, columns, now, isChosen, onChoose, hasNotes, isNoted, onNote }: RunRowProps) {
  const model = usePanel()
  const { id, state, startedAt, endedAt, parameters, rerunOf, error, isPinned = false, note = "" } = run
  const isShown = useModel(({ shown }) => shown?.id === id)
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
          <span className="run-state">{stateTitle(state)}</span>
        </button>
      </td>
      {columns.map((name) => (
        <td key={name} className="code" title={`${name} = ${valueText(parameters[name])}`}>
          {valueText(parameters[name])}
        </td>
      ))}
      <td title={formatTime(startedAt)}>
        {started}
        {rerunOf !== undefined && <span className="quiet"> · re-run</span>}
      </td>
      <td className="is-time">{formatDuration((endedAt ?? now) - startedAt)}</td>
      {hasNotes && (
        <td className="note" title={note} onDoubleClick={() => onNote(true)}>
          {isNoted ? (
            <NoteField
              note={note}
              onEnd={(text) => {
                onNote(false)
                if (text !== undefined && text !== note) void model.annotate(id, { note: text })
              }}
            />
          ) : (
            note
          )}
        </td>
      )}
      <td className={`row-actions ${isPinned ? "is-pinned" : ""}`}>
        <IconButton
          icon={SquarePen}
          label={note === "" ? `Add a note to the run of ${started}` : `Change the note of the run of ${started}`}
          onClick={() => onNote(true)}
        />
        <IconButton
          icon={Pin}
          label={`Pin the run of ${started}: neither it nor its results are removed with others`}
          isOn={isPinned}
          onClick={() => void model.annotate(id, { isPinned: !isPinned })}
        />
      </td>
    </tr>
  )
}
