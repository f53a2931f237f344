import { useVirtualizer } from "@tanstack/react-virtual"
import { ArrowDownToLine, CircleX, Clock, Copy, Download, TriangleAlert, WrapText } from "lucide-react"
import { memo, useEffect, useMemo, useRef, useState } from "react"
import { formatClock, formatTime } from "../../kernel/session/format/duration.ts"
import type { LogLevel } from "../../kernel/api/types.ts"
import { IconButton, Select, TextField } from "../controls/controls.tsx"
import { capitalised } from "../controls/stateTitle.ts"
import { useModel, usePanel } from "../model/useModel.ts"
import { plainText, styledTexts } from "./ansi.ts"
import { logText } from "./logText.ts"
import { placeIn } from "./places.ts"
import { levels, type FoundLines, type LogFilter, type LogLine } from "./runLog.ts"
import { useLines } from "./useLines.ts"

const rowHeight = 20
/** More lines than browsers have room for below each other aren't shown: the last ones are. */
const mostRows = 1_500_000

/** What the tasks of the run that is looked at have printed. */
export function LogView() {
  const model = usePanel()
  const record = useModel(({ shown }) => shown)
  const task = useModel(({ ui }) => ui.logTask)
  const [attempt, setAttempt] = useState(0)
  const [level, setLevel] = useState<LogLevel>("debug")
  const [text, setText] = useState("")
  const [isFollowing, setFollowing] = useState(true)
  const [isWrapped, setWrapped] = useState(false)
  const [hasTimes, setTimes] = useState(true)
  const filter: LogFilter = { task, attempt, level, text }
  const lines = useLines(record, filter)
  useEffect(() => {
    if (record) model.loadLog(record)
  }, [model, record])
  if (!record) return <p className="quiet center">Nothing has run yet.</p>
  const take = (act: (text: string) => void): void => act(logText(lines))
  return (
    <div className="log-view">
      <div className="toolbar" role="toolbar" aria-label="Log">
        <TaskChoice />
        <Select
          label="Attempt"
          value={String(attempt)}
          choices={attemptChoices(record.view.taskRuns.values().reduce((most, run) => Math.max(most, run.attempt), 1))}
          onChange={(value) => setAttempt(Number(value))}
        />
        <Select
          label="Level"
          value={level}
          choices={levels.map((value) => ({
            value,
            text: value === "debug" ? "All levels" : `${capitalised(value)}${value === "error" ? "" : " and worse"}`,
          }))}
          onChange={(value) => setLevel(levels.find((one) => one === value) ?? "debug")}
        />
        <TextField
          className="search"
          type="search"
          label="Find in the log"
          placeholder="Find"
          value={text}
          onChange={setText}
        />
        <span className="quiet" role="status">
          {count(lines.count)}
        </span>
        <span className="spread" />
        <span className="group">
          <IconButton
            icon={ArrowDownToLine}
            label="Follow new lines"
            isOn={isFollowing}
            onClick={() => setFollowing(!isFollowing)}
          />
          <IconButton icon={Clock} label="Show times" isOn={hasTimes} onClick={() => setTimes(!hasTimes)} />
          <IconButton icon={WrapText} label="Wrap long lines" isOn={isWrapped} onClick={() => setWrapped(!isWrapped)} />
          <IconButton
            icon={Copy}
            label="Copy these lines"
            onClick={() => take((copied) => model.tell({ type: "copy", text: copied }))}
          />
          <IconButton
            icon={Download}
            label="Save these lines to a file"
            onClick={() =>
              take((saved) =>
                model.tell({ type: "save", name: `${record.view.flow || "run"}-${record.id}.log`, text: saved }),
              )
            }
          />
        </span>
      </div>
      <Lines
        lines={lines}
        isFollowing={isFollowing}
        isWrapped={isWrapped}
        hasTimes={hasTimes}
        onLeaveEnd={() => setFollowing(false)}
      />
    </div>
  )
}

function TaskChoice() {
  const model = usePanel()
  const task = useModel(({ ui }) => ui.logTask)
  const shape = useModel(({ shown }) => shown?.view.outline)
  const elements = useModel(({ shown }) => shown?.log.tasks.length)
  const choices = useMemo(() => {
    const names = (shape ?? []).map(({ name }) => name)
    const labels = task !== "" && !names.includes(task) ? [...names, task] : names
    return [{ value: "", text: "All tasks" }, ...labels.map((value) => ({ value, text: value }))]
    // Elements come to be known by their lines.
  }, [shape, task, elements])
  return <Select label="Task" value={task} choices={choices} onChange={(logTask) => model.set({ logTask })} />
}

function attemptChoices(most: number): readonly { value: string; text: string }[] {
  const numbers = Array.from({ length: most }, (_, index) => index + 1)
  return [
    { value: "0", text: "All attempts" },
    ...numbers.map((value) => ({ value: String(value), text: `Attempt ${value}` })),
  ]
}

function count(number: number): string {
  return `${number.toLocaleString("en")} ${number === 1 ? "line" : "lines"}`
}

function Lines(props: {
  lines: FoundLines
  isFollowing: boolean
  isWrapped: boolean
  hasTimes: boolean
  onLeaveEnd: () => void
}) {
  const { lines, isFollowing, isWrapped, hasTimes, onLeaveEnd } = props
  const frame = useRef<HTMLDivElement>(null)
  const skipped = Math.max(0, lines.count - mostRows)
  const rows = useVirtualizer({
    count: lines.count - skipped,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 20,
  })
  useEffect(() => {
    if (isFollowing && frame.current) frame.current.scrollTop = frame.current.scrollHeight
  }, [isFollowing, lines.count])
  useEffect(() => {
    rows.measure()
  }, [rows, isWrapped])
  if (lines.count === 0) return <p className="quiet center">No lines.</p>
  return (
    <div
      ref={frame}
      className={`log-lines ${isWrapped ? "is-wrapped" : ""}`}
      role="log"
      aria-label="Lines of the log"
      aria-live="off"
      tabIndex={0}
      onWheel={({ deltaY }) => {
        if (deltaY < 0) onLeaveEnd()
      }}
      onKeyDown={({ key }) => {
        if (["ArrowUp", "PageUp", "Home"].includes(key)) onLeaveEnd()
      }}
    >
      <div className="log-room" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const line = lines.lineAt(index + skipped)
          return (
            line && (
              <div
                key={index}
                className="log-place"
                data-index={index}
                ref={isWrapped ? rows.measureElement : undefined}
                style={{ transform: `translateY(${start}px)` }}
              >
                <Row line={line} hasTimes={hasTimes} />
              </div>
            )
          )
        })}
      </div>
    </div>
  )
}

const Row = memo(
  function Row({ line, hasTimes }: { line: LogLine; hasTimes: boolean }) {
    const model = usePanel()
    const { time, level, text, task, attempt, isContinued } = line
    const cell = model.notebook?.cells.find(
      ({ kind, name }) => kind === "task" && name === task.replace(/\[\d+\]$/u, ""),
    )
    return (
      <div className={`log-row level-${level}`}>
        {hasTimes && (
          <span className="log-time" title={formatTime(time)}>
            {isContinued ? "" : formatClock(time)}
          </span>
        )}
        {cell && !isContinued ? (
          <button
            type="button"
            className="log-task"
            title={`${task}, attempt ${attempt}: go to its cell`}
            onClick={() => model.tell({ type: "reveal", cell: cell.id })}
          >
            {task}
          </button>
        ) : (
          <span className="log-task">{isContinued ? "" : task}</span>
        )}
        <span className="log-level">{isContinued ? null : <LevelIcon level={level} />}</span>
        <LineText text={text} />
      </div>
    )
  },
  (before, after) =>
    before.line.index === after.line.index &&
    before.hasTimes === after.hasTimes &&
    before.line.text === after.line.text,
)

function LevelIcon({ level }: { level: LogLevel }) {
  if (level === "error") return <CircleX size={14} aria-label="Error" />
  return level === "warn" ? <TriangleAlert size={14} aria-label="Warning" /> : null
}

function LineText({ text }: { text: string }) {
  const model = usePanel()
  const plain = plainText(text)
  const place = placeIn(plain, model.notebook?.name ?? "")
  if (place) {
    return (
      <span className="log-text">
        {plain.slice(0, place.start)}
        <button type="button" className="link" onClick={() => model.tell({ type: "reveal", line: place.line })}>
          {plain.slice(place.start, place.end)}
        </button>
        {plain.slice(place.end)}
      </span>
    )
  }
  return (
    <span className="log-text">
      {styledTexts(text).map(({ text: part, classes }, index) => (
        // Parts of a line never change places.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={index} className={classes.join(" ")}>
          {part}
        </span>
      ))}
    </span>
  )
}
