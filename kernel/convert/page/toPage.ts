import { dependenciesOf } from "../../flow/dependencies.ts"
import { taskRunTitle } from "../../flow/events.ts"
import { outlineTasks } from "../../flow/outline.ts"
import { isSuccess } from "../../flow/state.ts"
import { version } from "../../installation.ts"
import { formatDuration, formatTime } from "../../session/format/duration.ts"
import { formatTaskCounts } from "../../session/format/summary.ts"
import { cutText, oneLine } from "../../session/format/text.ts"
import type { SharedRun } from "../run/sharedRun.ts"
import { drawCharts } from "./charts.ts"
import { cellsSection } from "./cellsSection.ts"
import { flowPicture } from "./flowPicture.ts"
import { html, Html } from "./html.ts"
import { logSection } from "./logSection.ts"
import type { PageContent } from "./pageContent.ts"
import { runSection } from "./runSection.ts"
import { stateHtml, toneOf } from "./states.ts"
import { pageStyle } from "./style.ts"

/** In columns; a tab of a browser shows far fewer. */
const maxTitleLength = 300

/** Nothing is fetched and nothing runs, whatever the notebook and its outputs hold. */
const policy =
  "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/** A notebook with its outputs and its run as one HTML file that needs nothing else. */
export async function toPage(content: PageContent): Promise<string> {
  const { file, now, isReport } = content
  const title = titleOf(content)
  const charts = await drawCharts(content.shown.values())
  const cells = cellsSection(content, charts)
  const sections = isReport ? [cells] : [cells, flowSection(content), runSection(content), logSection(content)]
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${new Html(policy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="generator" content="tsnb ${version}" />
        <title>${title}</title>
        <style>
          ${new Html(pageStyle)}
        </style>
      </head>
      <body${isReport && html` class="report"`}>
        <header>
          <span class="file">${file}</span>
          ${isReport ? codeSwitch : navigation(content)}
        </header>
        <main>${runSummary(content)} ${sections}</main>
        <footer>Made by tsnb ${version} from ${file}, ${timeHtml(now)}</footer>
      </body>
    </html> `.text
}

/** The notebook's first heading, else its file. */
function titleOf({ notebook, file }: PageContent): string {
  for (const { kind, source } of notebook.cells) {
    const line = kind === "markdown" ? /^#[ \t].*\S/m.exec(source)?.[0] : undefined
    const heading = line && oneLine(withoutSigns(line).replaceAll(/[*_`]/g, ""))
    if (heading) return cutText(heading, maxTitleLength)
  }
  return file
}

/** A heading's text without the `#` before it, and those that may be after it. */
function withoutSigns(line: string): string {
  let end = line.length
  while (line[end - 1] === "#") end--
  return line.slice(1, /\s/.test(line.charAt(end - 1)) ? end : undefined)
}

/** Works by styles alone, since nothing runs in a page. */
const codeSwitch = html`<label class="switch"><input type="checkbox" id="tsnb-code" /> Show code</label>`

function navigation({ flow, run }: PageContent): Html {
  const links: readonly (readonly [id: string, text: string, isThere: boolean])[] = [
    ["notebook", "Notebook", true],
    ["flow", "Flow", flow.graph.tasks.size > 0],
    ["run", "Run", run !== undefined],
    ["log", "Log", run !== undefined],
  ]
  const shown = links.filter(([, , isThere]) => isThere)
  if (shown.length === 1) return html``
  return html`<nav>${shown.map(([id, text]) => html`<a href="#tsnb-${id}">${text}</a> `)}</nav>`
}

function runSummary({ run, stale, now }: PageContent): Html | undefined {
  if (!run) return undefined
  const { row, view } = run
  const took = formatDuration((row.endedAt ?? now) - row.startedAt)
  const counts = formatTaskCounts(view.taskRuns.values())
  const failure = isSuccess(row.state) ? undefined : firstError(run)
  return html`<div class="summary ${toneOf(row.state)}">
      <p>
        ${stateHtml(row.state)} · ${counts && html`${counts} · `}${took} · ${timeHtml(row.startedAt)} ·
        <span class="note">run ${row.id}</span>
      </p>
      ${failure !== undefined && html`<p>${failure}</p>`}
    </div>
    ${stale.size > 0 && staleBanner(stale, row.startedAt)}`
}

function firstError({ row, view }: SharedRun): string | undefined {
  if (row.error) return oneLine(`${row.error.name}: ${row.error.message}`)
  const ended = [...view.taskRuns.values()].toSorted((one, other) => (one.endedAt ?? 0) - (other.endedAt ?? 0))
  const failed = ended.find(({ error }) => error)
  return failed?.error && oneLine(`${taskRunTitle(failed)}: ${failed.error.name}: ${failed.error.message}`)
}

function staleBanner(stale: ReadonlySet<string>, startedAt: number): Html {
  const names = [...stale].map((name, index) => html`${index > 0 && ", "}<code>${name}</code>`)
  return html`<p class="summary warning">
    <b>Older outputs.</b> They are of the run of ${timeHtml(startedAt)}. Since then the code of ${names} has changed, or
    code that they depend on: what these show may not be what the code below gives.
  </p>`
}

function flowSection({ flow: { graph }, run }: PageContent): Html | undefined {
  if (graph.tasks.size === 0) return undefined
  const tasks = outlineTasks(graph, dependenciesOf(graph), new Set(graph.tasks.keys()))
  const picture = flowPicture(tasks, (task) => run?.view.taskRuns.get(task)?.state)
  return html`<section id="tsnb-flow">
    <h2>Flow</h2>
    ${picture}
  </section>`
}

/** A time as it was where the page is made. */
function timeHtml(time: number): Html {
  const zone = new Intl.DateTimeFormat("en", { timeZoneName: "short" })
    .formatToParts(time)
    .find(({ type }) => type === "timeZoneName")?.value
  return html`<time datetime="${new Date(time).toISOString()}">${formatTime(time)} ${zone ?? ""}</time>`
}
