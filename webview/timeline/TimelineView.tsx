import { useVirtualizer } from "@tanstack/react-virtual"
import { ChevronDown, ChevronRight } from "lucide-react"
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react"
import { isTerminal } from "../../kernel/flow/state.ts"
import { StateIcon } from "../controls/stateIcon.tsx"
import { useNow } from "../controls/useNow.ts"
import { taskId } from "../model/graphShape.ts"
import { partsOfTitle } from "../logs/taskTitle.ts"
import type { RunRecord } from "../model/runRecord.ts"
import { useModel, usePanel } from "../model/useModel.ts"
import { criticalLine, type Piece } from "./criticalLine.ts"
import { timelineRows, type TimelineRow } from "./rows.ts"
import { barsOf, criticalPath, periodOf, ticksOf, timeText, type Period, type Tick } from "./timeline.ts"

const rowHeight = 22
/** Bars that are nearer to each other than this share of the width are drawn as one. */
const smallestGap = 1 / 400

/** When each task run waited and worked. */
export function TimelineView() {
  const record = useModel(({ shown }) => shown)
  const version = useModel(({ shown }) => shown?.attempts.version)
  const state = useModel(({ shown }) => shown?.view.state)
  const isGoingOn = state !== undefined && !isTerminal(state)
  const now = useNow(isGoingOn)
  if (!record) return <p className="quiet center">Nothing has run yet.</p>
  const period = periodOf(record.attempts.spans.values(), now)
  if (!period) return <p className="quiet center">No task has begun yet.</p>
  return <Timeline record={record} version={version ?? 0} period={period} now={isGoingOn ? now : period.to} />
}

interface TimelineProps {
  record: RunRecord
  /** Changes with the record's spans, which are one object. */
  version: number
  period: Period
  now: number
}

function Timeline({ record, version, period, now }: TimelineProps) {
  const model = usePanel()
  const open = useModel(({ ui }) => ui.openLoops)
  const rows = useMemo(
    () => timelineRows(record.attempts.spans.values(), new Set(open), (period.to - period.from) * smallestGap),
    // The spans are one object that changes.
    // oxlint-disable-next-line react/exhaustive-deps
    [record, version, open, period.from, period.to],
  )
  const path = useMemo(() => {
    const { outline, taskRuns } = record.view
    return criticalPath(outline, (task) => {
      const run = taskRuns.get(task)
      return run?.startedAt === undefined ? undefined : (run.endedAt ?? now)
    })
    // oxlint-disable-next-line react/exhaustive-deps
  }, [record, version, now])
  const pieces = useMemo(() => criticalLine(path, rows, period, now), [path, rows, period, now])
  const frame = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  })
  const [current, setCurrent] = useCurrentRow(rows.length, frame, (index) => virtual.scrollToIndex(index))
  const fold = (task: string, isOpen: boolean): void =>
    model.set({ openLoops: isOpen ? [...open, task] : open.filter((one) => one !== task) })
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[current]
    const places: Readonly<Record<string, number>> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      Home: 0,
      End: rows.length - 1,
    }
    const place = places[event.key]
    if (place !== undefined) setCurrent(place)
    else if (row && event.key === "Enter") showTask(row.task)
    else if (row?.elements !== undefined && event.key === "ArrowRight") fold(row.task, true)
    else if (row?.isOpen === true && event.key === "ArrowLeft") fold(row.task, false)
    else if (row?.element !== undefined && event.key === "ArrowLeft") {
      setCurrent(rows.findIndex(({ label }) => label === row.task))
    } else return
    event.preventDefault()
  }
  const showTask = (task: string): void => {
    model.set({ view: "graph" })
    model.select(taskId(task))
  }
  const shown = virtual.getVirtualItems()
  const critical = new Set(path)
  const ticks = ticksOf(period)
  return (
    <div className="timeline">
      <div className="timeline-axis" aria-hidden>
        <span className="timeline-label quiet">Task</span>
        <Ticks ticks={ticks} />
      </div>
      <div
        ref={frame}
        className="timeline-rows"
        role="tree"
        aria-label="Task runs, by when they began"
        tabIndex={-1}
        onKeyDown={onKeyDown}
      >
        <div className="timeline-room" role="presentation" style={{ height: virtual.getTotalSize() }}>
          <div className="timeline-lines" aria-hidden>
            {ticks.map(({ at, text }) => (
              <span key={text} style={{ left: percent(at) }} />
            ))}
          </div>
          {shown.map(({ index, start }) => {
            const row = rows[index]
            return (
              row && (
                <div
                  key={row.label}
                  className="timeline-place"
                  role="presentation"
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <Row
                    row={row}
                    index={index}
                    record={record}
                    period={period}
                    now={now}
                    isCritical={row.element === undefined && critical.has(row.task)}
                    isCurrent={index === current}
                    onChoose={() => {
                      setCurrent(index)
                      showTask(row.task)
                    }}
                    onFold={() => {
                      setCurrent(index)
                      fold(row.task, row.isOpen !== true)
                    }}
                  />
                </div>
              )
            )
          })}
          <CriticalLine pieces={pieces} first={shown[0]?.index ?? 0} last={shown.at(-1)?.index ?? 0} />
        </div>
      </div>
      <p className="timeline-legend quiet">
        <span>
          <span className="timeline-key is-critical" /> Critical path: what the end of the run waited for
        </span>
        <span>
          <span className="timeline-key is-waiting" /> Waiting
        </span>
        <span>
          <span className="timeline-key is-cached" /> From the cache
        </span>
      </p>
    </div>
  )
}

/** The row that the keyboard is in, which gets the focus when keys move it. */
function useCurrentRow(
  count: number,
  frame: { readonly current: HTMLElement | null },
  scrollTo: (index: number) => void,
): [current: number, set: (index: number) => void] {
  const [current, setCurrent] = useState(0)
  const isMoved = useRef(false)
  useEffect(() => {
    if (!isMoved.current) return
    isMoved.current = false
    frame.current?.querySelector<HTMLElement>(".timeline-row[tabindex='0']")?.focus({ preventScroll: true })
  })
  const set = (index: number): void => {
    const next = Math.max(0, Math.min(index, count - 1))
    isMoved.current = true
    setCurrent(next)
    scrollTo(next)
  }
  return [Math.min(current, count - 1), set]
}

function Ticks({ ticks }: { ticks: readonly Tick[] }) {
  return (
    <div className="timeline-area">
      {ticks.map(({ at, text }) => (
        <span key={text} className="timeline-tick" style={{ left: percent(at) }}>
          {text}
        </span>
      ))}
    </div>
  )
}

interface RowProps {
  row: TimelineRow
  index: number
  record: RunRecord
  period: Period
  now: number
  isCritical: boolean
  isCurrent: boolean
  onChoose: () => void
  onFold: () => void
}

function Row({ row, index, record, period, now, isCritical, isCurrent, onChoose, onFold }: RowProps) {
  const { label, task, element, elements, isOpen } = row
  const name = element === undefined ? label : partsOfTitle(label).element
  const run = record.view.taskRuns.get(element === undefined ? task : `${task}[${element}]`)
  const bars = barsOf(row, period, now)
  const end = Math.max(...bars.map(({ start, width }) => start + width))
  const time = timeText(row, now)
  const what = elements === undefined ? bars.map((bar) => bar.text).join("; ") : "elements"
  return (
    <div
      className={`timeline-row ${isCritical ? "is-critical" : ""} ${element === undefined ? "" : "is-element"}`}
      role="treeitem"
      data-row={index}
      aria-level={element === undefined ? 1 : 2}
      aria-expanded={isOpen}
      aria-selected={isCurrent}
      tabIndex={isCurrent ? 0 : -1}
      onClick={onChoose}
    >
      <span className="timeline-label" title={label}>
        <Twistie isOpen={isOpen} onFold={onFold} />
        {run && <StateIcon state={run.state} size={14} />}
        <span className="timeline-name">{name}</span>
        {elements !== undefined && <span className="badge">{elements}</span>}
      </span>
      <span className="timeline-area">
        {bars.map(({ kind, state, attempt, start, width, text: title }, place) => (
          <span
            // Bars are only ever added.
            // oxlint-disable-next-line react/no-array-index-key
            key={`${kind} ${attempt} ${place}`}
            className={`timeline-bar is-${kind} state-${state}`}
            title={elements === undefined ? title : `${elements} elements: ${time}`}
            style={{ left: percent(start), width: percent(width) }}
          />
        ))}
        <span className="timeline-time" style={{ left: percent(end) }}>
          {time}
        </span>
        <span className="for-readers">{isCritical ? `on the critical path; ${what}` : what}</span>
      </span>
    </div>
  )
}

/** What a click unfolds a row with; keys do it on the row itself. */
function Twistie({ isOpen, onFold }: { isOpen: boolean | undefined; onFold: () => void }) {
  if (isOpen === undefined) return <span className="twistie" />
  const Icon = isOpen ? ChevronDown : ChevronRight
  return (
    <span
      className="twistie"
      aria-hidden
      onClick={(event) => {
        event.stopPropagation()
        onFold()
      }}
    >
      <Icon size={16} />
    </span>
  )
}

/** As far as it is among the rows that are drawn. */
function CriticalLine({ pieces, first, last }: { pieces: readonly Piece[]; first: number; last: number }) {
  return (
    <div className="timeline-critical" aria-hidden>
      {pieces
        .filter(({ top, bottom }) => bottom >= first && top <= last)
        .map(({ left, width, top, bottom }) => (
          <span
            key={`${left} ${width} ${top} ${bottom}`}
            style={{
              left: percent(left),
              width: `calc(${percent(width)} + 2px)`,
              top: top * rowHeight + rowHeight - 4,
              height: (bottom - top) * rowHeight + 2,
            }}
          />
        ))}
    </div>
  )
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`
}
