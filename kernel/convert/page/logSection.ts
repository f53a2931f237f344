import { formatClock } from "../../session/format/duration.ts"
import { linesOf } from "../../session/format/text.ts"
import type { LogLine } from "../run/runLog.ts"
import { ansi } from "./ansi.ts"
import { html, type Html } from "./html.ts"
import type { PageContent } from "./pageContent.ts"

/** A longer log is folded at first. */
const maxUnfolded = 100

/** All that the run's cells printed, in order. */
export function logSection({ run }: PageContent): Html | undefined {
  if (!run) return undefined
  const { first, last, leftOut } = run.log
  const total = first.length + last.length + leftOut
  if (total === 0)
    return html`<section id="tsnb-log">
      <h2>Log</h2>
      <p class="note">Nothing was printed.</p>
    </section>`
  const gap =
    leftOut > 0 &&
    html`<div class="note">… ${leftOut} lines are left out: tsnb logs ${run.row.id} prints them all</div> `
  return html`<section id="tsnb-log"><h2>Log</h2>
<details${total <= maxUnfolded && html` open`}><summary>${total} ${total === 1 ? "line" : "lines"}</summary>
<div class="log">
${first.map(logLine)}${gap}${last.map(logLine)}</div></details></section>`
}

function logLine({ time, label, level, text }: LogLine): Html {
  return html`<div class="${level}">
    <time datetime="${new Date(time).toISOString()}">${formatClock(time)}</time> <b>${label}</b>
    <span>${ansi(linesOf(text).join("\n"))}</span>
  </div> `
}
