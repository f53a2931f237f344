import { useVirtualizer } from "@tanstack/react-virtual"
import { memo, useRef } from "react"
import { isTerminal } from "../../kernel/flow/state.ts"
import { taskId } from "../graph/shape.ts"
import { useNow } from "../controls/useNow.ts"
import { useModel, usePanel } from "../model/useModel.ts"
import type { TaskSpans } from "./attempts.ts"
import { barsOf, criticalPath, periodOf, ticksOf, timelineRows, type Period } from "./timeline.ts"

const rowHeight = 26

/** When each task run waited and worked. */
export function TimelineView() {
  const record = useModel(({ shown }) => shown)
  useModel(({ shown }) => shown?.attempts.version)
  const state = useModel(({ shown }) => shown?.view.state)
  const isGoingOn = state !== undefined && !isTerminal(state)
  const now = useNow(isGoingOn)
  if (!record) return <p className="quiet center">Nothing has run yet.</p>
  const rows = timelineRows(record.attempts.spans.values())
  const period = periodOf(rows, now)
  if (!period) return <p className="quiet center">No task has begun yet.</p>
  const { outline, taskRuns } = record.view
  const path = criticalPath(outline, (task) => {
    const run = taskRuns.get(task)
    return run?.startedAt === undefined ? undefined : (run.endedAt ?? now)
  })
  return <Timeline rows={rows} period={period} path={path} now={isGoingOn ? now : 0} />
}

interface TimelineProps {
  rows: readonly TaskSpans[]
  period: Period
  /** The tasks that the end of the run waited for. */
  path: ReadonlySet<string>
  now: number
}

function Timeline({ rows, period, path, now }: TimelineProps) {
  const frame = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  })
  const ticks = ticksOf(period)
  return (
    <div className="timeline">
      <div className="timeline-axis" aria-hidden>
        <span className="timeline-label quiet">Task</span>
        <div className="timeline-area">
          {ticks.map(({ at, text }) => (
            <span key={text} className="timeline-tick" style={{ left: percent(at) }}>
              {text}
            </span>
          ))}
        </div>
      </div>
      <div ref={frame} className="timeline-rows" role="list" aria-label="Task runs, by when they began">
        <div className="timeline-room" style={{ height: virtual.getTotalSize() }}>
          <div className="timeline-lines" aria-hidden>
            {ticks.map(({ at, text }) => (
              <span key={text} style={{ left: percent(at) }} />
            ))}
          </div>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]
            return (
              row && (
                <div
                  key={row.label}
                  className="timeline-place"
                  role="listitem"
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <Row row={row} period={period} isCritical={path.has(row.task)} now={isOpen(row) ? now : 0} />
                </div>
              )
            )
          })}
        </div>
      </div>
      <p className="timeline-legend quiet">
        <span className="timeline-key is-critical" /> what the end of the run waited for
        <span className="timeline-key is-waiting" /> waiting
        <span className="timeline-key is-cached" /> from the cache
      </p>
    </div>
  )
}

const Row = memo(function Row(props: { row: TaskSpans; period: Period; isCritical: boolean; now: number }) {
  const { row, period, isCritical, now } = props
  const model = usePanel()
  const bars = barsOf(row, period, now === 0 ? period.to : now)
  const text = bars.map((bar) => bar.text).join("; ")
  return (
    <button
      type="button"
      className={`timeline-row ${isCritical ? "is-critical" : ""}`}
      aria-label={`${row.label}${isCritical ? ", which the end of the run waited for" : ""}: ${text}`}
      onClick={() => {
        model.set({ view: "graph" })
        model.select(taskId(row.task))
      }}
    >
      <span className="timeline-label" title={row.label}>
        {row.label}
      </span>
      <span className="timeline-area">
        {bars.map(({ kind, state, attempt, start, width, text: title }) => (
          <span
            key={`${kind} ${attempt} ${start}`}
            className={`timeline-bar is-${kind} state-${state}`}
            title={title}
            style={{ left: percent(start), width: percent(width) }}
          />
        ))}
      </span>
    </button>
  )
})

function isOpen({ spans }: TaskSpans): boolean {
  const last = spans.at(-1)
  return last !== undefined && last.to === undefined
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`
}
