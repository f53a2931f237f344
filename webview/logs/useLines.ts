import { useEffect, useRef, useState } from "react"
import { usePanel } from "../model/useModel.ts"
import type { RunRecord } from "../model/runRecord.ts"
import { everything, type FoundLines, type LogFilter, type RunLog } from "../model/runLog.ts"

/** The lines of a run's log that a filter lets through; more come while the run goes on. */
export function useLines(record: RunRecord | undefined, filter: LogFilter): FoundLines {
  const model = usePanel()
  const found = useRef<{ log: RunLog | undefined; filter: LogFilter; read: number; places: number[] }>({
    log: undefined,
    filter: everything,
    read: 0,
    places: [],
  })
  const [, setLength] = useState(0)
  useEffect(() => {
    const look = (): void => setLength(record?.log.length ?? 0)
    look()
    return model.subscribe(look)
  }, [model, record])
  const state = found.current
  if (state.log !== record?.log || !isSame(state.filter, filter)) {
    Object.assign(state, { log: record?.log, filter, read: 0, places: [] })
  }
  const isWhole = isSame(filter, everything)
  if (state.log && state.read < state.log.length) {
    // Without a filter the places are the lines' own.
    if (!isWhole) state.log.collect(filter, state.read, state.places)
    state.read = state.log.length
  }
  const { log, places, read } = state
  return {
    count: isWhole ? read : places.length,
    lineAt: (index) => {
      const place = isWhole ? index : places[index]
      return log === undefined || place === undefined ? undefined : log.line(place)
    },
  }
}

function isSame(one: LogFilter, other: LogFilter): boolean {
  return (
    one.task === other.task &&
    one.attempt === other.attempt &&
    one.level === other.level &&
    one.text === other.text &&
    one.hasMarks === other.hasMarks
  )
}
