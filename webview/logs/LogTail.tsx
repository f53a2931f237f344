import { useEffect, type ReactNode } from "react"
import type { RunRecord } from "../model/runRecord.ts"
import { usePanel } from "../model/useModel.ts"
import { LineText } from "./LogLines.tsx"
import { everything } from "../model/runLog.ts"
import { useLines } from "./useLines.ts"

/** Lines that are shown. */
const most = 8

/**
 * The last lines that a task printed.
 * @param children draws what is around them, when there are any
 */
export function LogTail(props: { record: RunRecord; task: string; children: (lines: ReactNode) => ReactNode }) {
  const { record, task, children } = props
  const model = usePanel()
  const lines = useLines(record, { ...everything, task, hasMarks: false })
  useEffect(() => model.loadLog(record), [model, record])
  if (lines.count === 0) return null
  const first = Math.max(0, lines.count - most)
  const shown = Array.from({ length: lines.count - first }, (_, index) => lines.lineAt(first + index))
  return children(
    <div className="log-tail">
      {shown.map(
        (line) =>
          line && (
            <div key={line.index} className={`log-row level-${line.level}`}>
              <LineText text={line.text} wanted="" />
            </div>
          ),
      )}
    </div>,
  )
}
