import { useVirtualizer } from "@tanstack/react-virtual"
import { CircleX, TriangleAlert } from "lucide-react"
import { memo, useEffect, useRef } from "react"
import type { LogLevel } from "../../kernel/api/types.ts"
import { formatClock, formatTime } from "../../kernel/session/format/duration.ts"
import { usePanel } from "../model/useModel.ts"
import { plainText, styledTexts } from "./ansi.ts"
import { placeIn } from "./places.ts"
import type { FoundLines, LogLine } from "./runLog.ts"

const rowHeight = 20
/** More lines than browsers have room for below each other aren't shown: the last ones are. */
const mostRows = 1_500_000

/** The lines themselves, of which only those that can be seen are drawn. */
export function LogLines(props: {
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
