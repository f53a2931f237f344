import { ArrowDownToLine, Clock, Copy, Download, Flag, WrapText } from "lucide-react"
import { useEffect, useMemo, useState } from "react"
import type { LogLevel } from "../../kernel/api/types.ts"
import { IconButton, Select, TextField } from "../controls/controls.tsx"
import { capitalised } from "../model/stateTitle.ts"
import { useModel, usePanel } from "../model/useModel.ts"
import { LogLines } from "./LogLines.tsx"
import { logText } from "./logText.ts"
import { levels, type LogFilter } from "../model/runLog.ts"
import { partsOfTitle } from "./taskTitle.ts"
import { useLines } from "./useLines.ts"

/** Up to this width of the panel, in pixels, what was printed needs the room of the times. */
const narrow = 520

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
  const [hasTimes, setTimes] = useState(() => window.innerWidth > narrow)
  const [hasMarks, setMarks] = useState(true)
  const filter: LogFilter = { task, attempt, level, text, hasMarks }
  const lines = useLines(record, filter)
  useEffect(() => {
    if (record) model.loadLog(record)
  }, [model, record])
  if (!record) return <p className="quiet center">Nothing has run yet.</p>
  const attempts = record.view.taskRuns.values().reduce((most, run) => Math.max(most, run.attempt), 1)
  const take = (act: (text: string) => void): void => act(logText(lines))
  return (
    <div className="log-view">
      <div className="toolbar" role="toolbar" aria-label="Log">
        <TaskChoice />
        <ElementChoice />
        {(attempts > 1 || attempt > 0) && (
          <Select
            label="Attempt"
            value={String(attempt)}
            choices={attemptChoices(Math.max(attempts, attempt))}
            onChange={(value) => setAttempt(Number(value))}
          />
        )}
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
          <IconButton
            icon={Flag}
            label="Show when tasks start and end"
            isOn={hasMarks}
            onClick={() => setMarks(!hasMarks)}
          />
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
      <LogLines
        lines={lines}
        isFollowing={isFollowing}
        isWrapped={isWrapped}
        hasTimes={hasTimes}
        wanted={text}
        maxTitleLength={record.log.maxTitleLength}
        onLeaveEnd={() => setFollowing(false)}
      />
    </div>
  )
}

function TaskChoice() {
  const model = usePanel()
  const { task } = partsOfTitle(useModel(({ ui }) => ui.logTask))
  const outline = useModel(({ shown }) => shown?.view.outline)
  const choices = useMemo(() => {
    const names = (outline ?? []).map(({ name }) => name)
    const labels = task !== "" && !names.includes(task) ? [...names, task] : names
    return [{ value: "", text: "All tasks" }, ...labels.map((value) => ({ value, text: value }))]
  }, [outline, task])
  return <Select label="Task" value={task} choices={choices} onChange={(logTask) => model.set({ logTask })} />
}

/** One of the elements of a loop that have printed something. */
function ElementChoice() {
  const model = usePanel()
  const title = useModel(({ ui }) => ui.logTask)
  const log = useModel(({ shown }) => shown?.log)
  const known = useModel(({ shown }) => shown?.log.tasks.length)
  const { task } = partsOfTitle(title)
  const choices = useMemo(() => {
    const titles = new Set(log?.tasks.filter((one) => partsOfTitle(one).task === task && one !== task))
    if (partsOfTitle(title).element !== "") titles.add(title)
    const inOrder = [...titles].toSorted((one, other) => one.localeCompare(other, "en", { numeric: true }))
    return inOrder.map((value) => ({ value, text: partsOfTitle(value).element.slice(1, -1) }))
    // Elements come to be known by their lines.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [log, known, task, title])
  if (task === "" || choices.length === 0) return null
  return (
    <Select
      label="Element"
      value={title}
      choices={[{ value: task, text: "All elements" }, ...choices]}
      onChange={(logTask) => model.set({ logTask })}
    />
  )
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
