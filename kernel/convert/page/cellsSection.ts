import type { GraphCell } from "../../flow/graph.ts"
import type { TaskRunView } from "../../flow/runView.ts"
import type { Cell } from "../../notebook/document.ts"
import { formatDuration } from "../../session/format/duration.ts"
import { countElements, formatCounts } from "../../session/format/summary.ts"
import type { DrawnCharts } from "./charts.ts"
import { taskAnchor } from "./flowPicture.ts"
import { highlightCell } from "./highlight.ts"
import { html, type Html } from "./html.ts"
import { MarkdownRenderer } from "./markdown.ts"
import { showOutput, type OutputTools } from "./output.ts"
import type { PageContent } from "./pageContent.ts"
import { stateHtml } from "./states.ts"

/** The notebook itself: its cells, what they showed, and how each task ended. */
export function cellsSection(content: PageContent, charts: DrawnCharts): Html {
  const { notebook, flow, readImage } = content
  const markdown = new MarkdownRenderer(readImage)
  const graphCells = new Map([...flow.positions].map(([cell, position]) => [position, cell] as const))
  const cells = notebook.cells.map((cell, position) => {
    const outputs = outputsOf(position, content, { markdown, charts })
    const isCodeOnly = cell.kind === "code" && !displays(position, content)
    const title = cell.title !== undefined && html`<p class="title${isCodeOnly && " code-only"}">${cell.title}</p> `
    if (cell.kind === "markdown")
      return html`${title}
        <div class="cell text">${markdown.render(cell.source)}</div>
        ${outputs}`
    if (cell.kind === "raw")
      return html`${title}
        <pre class="cell raw">${cell.source}</pre> `
    const code = codeCell(cell, graphCells.get(position), content, outputs, isCodeOnly)
    return code && html`${title}${code}`
  })
  return html`<section id="tsnb-notebook">${cells}</section>`
}

/** What a cell has shown. Code of another language than TypeScript is Markdown here, and has outputs all the same. */
function outputsOf(position: number, { shown }: PageContent, tools: OutputTools): Html | undefined {
  const outputs = (shown.get(position)?.outputs ?? []).flatMap((output) => showOutput(output, tools) ?? [])
  return outputs.length > 0 ? html`<div class="outputs">${outputs}</div>` : undefined
}

/** Whether a cell has shown more than text that it printed: a report has that, and its error, without the code. */
function displays(position: number, { shown }: PageContent): boolean {
  return (shown.get(position)?.outputs ?? []).some((output) => output["output_type"] !== "stream")
}

function codeCell(
  { source }: Cell,
  cell: GraphCell | undefined,
  content: PageContent,
  outputs: Html | undefined,
  isCodeOnly: boolean,
): Html | undefined {
  if (source.trim() === "" && !outputs) return undefined
  const task = cell?.kind === "task" ? cell.label : undefined
  const anchor = task !== undefined && html` id="${taskAnchor(task)}"`
  return html`<article class="cell code${isCodeOnly && " code-only"}" ${anchor}>
    <pre class="source"><code>${highlightCell(source)}</code></pre>
    ${task !== undefined && taskStatus(task, content)}${outputs}
  </article> `
}

function taskStatus(task: string, { run, stale }: PageContent): Html | undefined {
  const taskRun = run?.view.taskRuns.get(task)
  if (!taskRun) return undefined
  const isStale =
    stale.has(task) &&
    html` ·
      <span class="stale" title="The cell's code, or code that it depends on, has changed since this ran">stale</span>`
  return html`<p class="status">
    ${stateHtml(taskRun.state)}${facts(taskRun).map((fact) => html` · ${fact}`)}${isStale}
  </p> `
}

function facts({ state, elements, attempt, duration, reason }: TaskRunView): readonly string[] {
  return [
    ...(elements ? [formatCounts(countElements(elements))] : []),
    ...(duration === undefined || elements
      ? []
      : [state === "cached" ? `took ${formatDuration(duration)} then` : formatDuration(duration)]),
    ...(attempt > 1 ? [`${attempt} attempts`] : []),
    ...(state === "skipped" && reason !== undefined ? [reason] : []),
  ]
}
