import { taskRunTitle } from "../../flow/events.ts"
import type { TaskRunView } from "../../flow/runView.ts"
import { isSuccess, isTerminal } from "../../flow/state.ts"
import { formatCachedFrom } from "../../session/format/cached.ts"
import { withElements } from "../../session/format/summary.ts"
import { timeTaken } from "../../session/format/timeTaken.ts"
import { oneLine } from "../../session/format/text.ts"
import { declaredParameters } from "../../session/openFlow.ts"
import { toJson } from "../../store/json.ts"
import { taskAnchor } from "./flowPicture.ts"
import { html, type Html } from "./html.ts"
import type { PageContent } from "./pageContent.ts"
import { stateHtml, toneOf } from "./states.ts"
import type { SharedRun } from "../run/sharedRun.ts"

/** Of a `for=` task with more elements only those are listed that didn't succeed. */
const maxElements = 20

/** What happened in the run: its parameters, and for each task when it ran, how long, and why. */
export function runSection(content: PageContent): Html | undefined {
  const { run } = content
  if (!run) return undefined
  return html`<section id="tsnb-run">
    <h2>Run</h2>
    ${parametersTable(content, run)} ${tasksTable(content, run)}
  </section>`
}

function parametersTable({ flow }: PageContent, { row }: SharedRun): Html | undefined {
  const values = Object.entries(row.parameters)
  if (values.length === 0) return undefined
  const declared = new Map(declaredParameters(flow.graph).map((parameter) => [parameter.name, parameter] as const))
  const rows = values.map(([name, value]) => {
    const parameter = declared.get(name)
    const isOther = parameter && "default" in parameter && toJson(parameter.default) !== toJson(value)
    const note = isOther && html` <span class="note">instead of ${toJson(parameter.default)}</span>`
    return html`<tr>
      <th scope="row"><code>${name}</code></th>
      <td><code>${toJson(value)}</code>${note}</td>
      <td>${parameter?.help}</td>
    </tr> `
  })
  return html`<h3>Parameters</h3>
    <div class="wide">
      <table class="facts">
        ${rows}
      </table>
    </div>`
}

function tasksTable({ stale, now }: PageContent, run: SharedRun): Html {
  const { view, row } = run
  const taskRuns = withElements(view.taskRuns.values()).filter((taskRun) => isListed(taskRun, run))
  if (taskRuns.length === 0) return html`<p>The notebook had no tasks.</p>`
  const end = row.endedAt ?? now
  const rows = taskRuns.map((taskRun) => {
    const label = taskRunTitle(taskRun)
    const name =
      taskRun.element === undefined
        ? html`<a href="#${taskAnchor(taskRun.task)}">${label}</a>`
        : html`<span class="element">${label}</span>`
    const isStale = stale.has(taskRun.task) && html` <span class="stale">stale</span>`
    return html`<tr>
      <th scope="row">${name}${isStale}</th>
      <td>${stateHtml(taskRun.state)}</td>
      <td class="number">${taskRun.attempt > 0 && taskRun.attempt}</td>
      <td class="number">${timeTaken(taskRun, row.endedAt ?? now)}</td>
      <td class="span">${spanBar(taskRun, row.startedAt, end)}</td>
      <td class="why">${why(taskRun, row.startedAt)}</td>
    </tr> `
  })
  return html`<h3>Tasks</h3>
    <div class="wide">
      <table class="tasks">
        <thead>
          <tr>
            <th>Task</th>
            <th>State</th>
            <th class="number">Attempts</th>
            <th class="number">Time</th>
            <th>When</th>
            <th>Why</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`
}

function isListed({ task, element, state }: TaskRunView, { view }: SharedRun): boolean {
  const elements = view.taskRuns.get(task)?.elements
  return element === undefined || !elements || elements.count <= maxElements || !isSuccess(state)
}

/** From when to when, on the scale of the whole run. */
function spanBar({ state, startedAt, endedAt }: TaskRunView, start: number, end: number): Html | undefined {
  if (startedAt === undefined || state === "cached") return undefined
  const whole = Math.max(1, end - start)
  const share = (time: number): number => Math.round(Math.min(1, Math.max(0, (time - start) / whole)) * 1_000) / 10
  const [from, to] = [share(startedAt), share(isTerminal(state) ? (endedAt ?? end) : end)]
  return html`<div class="bar ${toneOf(state)}" style="margin-left:${from}%;width:${Math.max(0.5, to - from)}%"></div>`
}

function why({ error, cachedFrom, reason, ranBecause }: TaskRunView, startedAt: number): Html {
  if (error) return html`<span class="bad">${oneLine(`${error.name}: ${error.message}`)}</span>`
  if (cachedFrom !== undefined) return html`${formatCachedFrom(cachedFrom, startedAt)}`
  return html`${oneLine(reason ?? ranBecause ?? "")}`
}
