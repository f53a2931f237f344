import { useVirtualizer } from "@tanstack/react-virtual"
import { CircleX, TriangleAlert } from "lucide-react"
import { Fragment, memo, useEffect, useRef, type CSSProperties } from "react"
import type { LogLevel } from "../../kernel/api/types.ts"
import { formatClock, formatTime } from "../../kernel/session/format/duration.ts"
import { usePanel } from "../model/useModel.ts"
import { plainText, styledTexts } from "../model/ansi.ts"
import { matchesIn } from "./matches.ts"
import { placeIn } from "../model/places.ts"
import type { FoundLines, LogLine } from "../model/runLog.ts"
import { partsOfTitle } from "./taskTitle.ts"

const rowHeight = 20
/** More lines than browsers have room for below each other aren't shown: the last ones are. */
const maxRows = 1_500_000

/** The lines themselves, of which only those that can be seen are drawn. */
export function LogLines(props: {
  lines: FoundLines
  isFollowing: boolean
  isWrapped: boolean
  hasTimes: boolean
  /** What is looked for in the lines; empty for nothing. */
  wanted: string
  /** Characters of the longest title of a task run: the column is as wide, where there is room. */
  maxTitleLength: number
  onLeaveEnd: () => void
}) {
  const { maxTitleLength, lines, isFollowing, isWrapped, hasTimes, wanted, onLeaveEnd } = props
  const frame = useRef<HTMLDivElement>(null)
  const skipped = Math.max(0, lines.count - maxRows)
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
  const style: CSSProperties = { "--log-name": `${maxTitleLength}ch` }
  if (lines.count === 0) return <p className="quiet center">No lines.</p>
  return (
    <div
      ref={frame}
      style={style}
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
                <Row line={line} hasTimes={hasTimes} wanted={wanted} />
              </div>
            )
          )
        })}
      </div>
    </div>
  )
}

const Row = memo(
  function Row({ line, hasTimes, wanted }: { line: LogLine; hasTimes: boolean; wanted: string }) {
    const model = usePanel()
    const { time, level, text, task, attempt, isContinued, isMark } = line
    const name = partsOfTitle(task)
    const cell = model.notebook?.cells.find((one) => one.kind === "task" && one.name === name.task)
    return (
      <div className={`log-row level-${level} ${isMark ? "is-mark" : ""}`}>
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
            <TaskTitle title={task} />
          </button>
        ) : (
          <span className="log-task" title={task}>
            {!isContinued && <TaskTitle title={task} />}
          </span>
        )}
        <span className="log-level">{isContinued || isMark ? null : <LevelIcon level={level} />}</span>
        <LineText text={text} wanted={wanted} />
      </div>
    )
  },
  (before, after) =>
    before.line.index === after.line.index &&
    before.hasTimes === after.hasTimes &&
    before.wanted === after.wanted &&
    before.line.text === after.line.text,
)

function LevelIcon({ level }: { level: LogLevel }) {
  if (level === "error") return <CircleX size={14} aria-label="Error" />
  return level === "warn" ? <TriangleAlert size={14} aria-label="Warning" /> : null
}

/** Where there is too little room, the name is cut, and not which element it is. */
function TaskTitle({ title }: { title: string }) {
  const { task, element } = partsOfTitle(title)
  return (
    <>
      <span className="log-task-name">{task}</span>
      {element !== "" && <span className="log-element">{element}</span>}
    </>
  )
}

function Found({ text, wanted }: { text: string; wanted: string }) {
  return matchesIn(text, wanted).map((piece, index) =>
    // Pieces of a line never change places.
    // oxlint-disable-next-line react/no-array-index-key
    piece.isMatch ? <mark key={index}>{piece.text}</mark> : <Fragment key={index}>{piece.text}</Fragment>,
  )
}

/** A line of the log in its colours; a place of the notebook in it leads there. */
export function LineText({ text, wanted }: { text: string; wanted: string }) {
  const model = usePanel()
  const plain = plainText(text)
  const place = placeIn(plain, model.notebook?.name ?? "")
  if (place) {
    return (
      <span className="log-text">
        <Found text={plain.slice(0, place.start)} wanted={wanted} />
        <button type="button" className="link" onClick={() => model.tell({ type: "reveal", line: place.line })}>
          {plain.slice(place.start, place.end)}
        </button>
        <Found text={plain.slice(place.end)} wanted={wanted} />
      </span>
    )
  }
  return (
    <span className="log-text">
      {styledTexts(text).map(({ text: part, classes }, index) => (
        // Parts of a line never change places.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={index} className={classes.join(" ")}>
          <Found text={part} wanted={wanted} />
        </span>
      ))}
    </span>
  )
}
