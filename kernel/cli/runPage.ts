import { taskRunTitle } from "../flow/events.ts"
import type { RunRow } from "../flow/ports.ts"
import type { TaskRunView } from "../flow/runView.ts"
import { isSuccess } from "../flow/state.ts"
import type { ErrorReport } from "../model/errorReport.ts"
import type { RecordedRun } from "../session/recordedRun.ts"
import { formatCachedFrom } from "../session/format/cached.ts"
import { count } from "../session/format/count.ts"
import { formatAge, formatDuration, formatTime } from "../session/format/duration.ts"
import { errorDetails, errorHeadline } from "./format/errors.ts"
import type { Page } from "./format/page.ts"
import { shortPath } from "./format/problems.ts"
import { artifactLines } from "../session/format/shown.ts"
import { paintState, stateGlyph, type Paint } from "./format/style.ts"
import { formatPairs, formatTable, type Cell } from "../session/format/table.ts"
import { terminalLine } from "../session/format/terminalText.ts"
import { oneLine } from "../session/format/text.ts"
import { toJson } from "../store/json.ts"
import { timeTaken } from "../session/format/timeTaken.ts"
import { countElements, formatCounts, formatTaskCounts, stateWord, withElements } from "../session/format/summary.ts"

const maxElements = 20

/** All there is to say about a run, for a terminal. */
export function runPage(run: RunRow, history: RecordedRun, page: Page): string[] {
  const { view, artifacts } = history
  const tasks = withElements(view.taskRuns.values())
  const sections = [
    formatPairs(facts(run, history, page)),
    section("Parameters", formatPairs(parameterPairs(run.parameters), "  ")),
    tasks.length > 0 ? tasksTable(tasks, history, page) : ["The notebook had no tasks."],
    section(
      "Artifacts",
      artifacts.flatMap((made) => under(terminalLine(taskRunTitle(made)), artifactLines(made.artifact))),
    ),
    errors(run, tasks, page.paint),
  ]
  return sections
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : [""].concat(lines)))
}

function facts(run: RunRow, { view, subflows }: RecordedRun, { now, paint }: Page): (readonly [string, string])[] {
  const counts = formatTaskCounts(view.taskRuns.values())
  const took = formatDuration((run.endedAt ?? now) - run.startedAt)
  const state = paintState(run.state, stateWord(run.state), paint)
  const all: (readonly [string, string | undefined])[] = [
    ["run", run.id],
    ["flow", terminalLine(run.flow)],
    ["notebook", shortPath(run.notebook)],
    ["state", counts === "" ? state : `${state}: ${counts}`],
    ["started", `${formatTime(run.startedAt)}, ${formatAge(run.startedAt, now)}`],
    [run.endedAt === undefined ? "runs for" : "took", took],
    ["pinned", run.isPinned && "yes: `tsnb clean` leaves its results"],
    ["note", run.note === undefined ? undefined : oneLine(run.note)],
    ["rerun of", run.rerunOf],
    ["subflow of", run.parent],
    ["subflows", subflows.length > 0 ? subflows.join(", ") : undefined],
  ]
  return all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
}

function parameterPairs(parameters: RunRow["parameters"]): (readonly [string, string])[] {
  return Object.entries(parameters).map(([name, value]) => [terminalLine(name), oneLine(toJson(value))] as const)
}

function tasksTable(tasks: readonly TaskRunView[], history: RecordedRun, { now, paint, columns }: Page): string[] {
  const rows = tasks
    .filter((taskRun) => isListed(taskRun, history))
    .map((taskRun): (string | Cell)[] => {
      const { state, attempt } = taskRun
      const label = terminalLine(taskRunTitle(taskRun))
      return [
        { text: "x", paint: () => stateGlyph(state, paint) },
        taskRun.element === undefined ? label : `  ${label}`,
        { text: stateWord(state), paint: (text) => paintState(state, text, paint) },
        attempt > 0 ? String(attempt) : "",
        timeTaken(taskRun, now),
        why(taskRun, now),
      ]
    })
  return formatTable(["", "TASK", "STATE", "ATTEMPTS", "TOOK", "WHY"], rows, columns)
}

/** Of a long list the elements that went well are counted in the task's own row, and that is enough. */
function isListed({ task, element, state }: TaskRunView, { view }: RecordedRun): boolean {
  const elements = view.taskRuns.get(task)?.elements
  return element === undefined || !elements || elements.count <= maxElements || !isSuccess(state)
}

function why(taskRun: TaskRunView, now: number): string {
  if (taskRun.error) return errorHeadline(taskRun.error)
  if (taskRun.cachedFrom !== undefined) return formatCachedFrom(taskRun.cachedFrom, now)
  if (taskRun.elements) {
    const number = count(taskRun.elements.count, "element")
    const counts = formatCounts(countElements(taskRun.elements))
    return counts === "" ? number : `${number}: ${counts}`
  }
  return oneLine(taskRun.reason ?? taskRun.ranBecause ?? "")
}

function errors(run: RunRow, tasks: readonly TaskRunView[], paint: Paint): string[] {
  const ofTasks = tasks.flatMap((taskRun) =>
    taskRun.error ? errorLines(terminalLine(taskRunTitle(taskRun)), taskRun.error, paint) : [],
  )
  return [...ofTasks, ...(run.error ? errorLines(terminalLine(run.flow), run.error, paint) : [])]
}

function errorLines(label: string, error: ErrorReport, paint: Paint): string[] {
  return [paint("red", `${label}: ${errorHeadline(error)}`), ...errorDetails(error)]
}

function under(label: string, lines: readonly string[]): string[] {
  return lines.length === 1 ? [`  [${label}] ${lines[0]}`] : [`  [${label}]`, ...lines.map((line) => `    ${line}`)]
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? [title, ...lines] : []
}
