import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { layered } from "../webview/notebooks.ts"

const command = join(import.meta.dirname, "..", "..", "bin", "tsnb.js")

/** How many tasks wide the flows are. */
const width = 20

/** What the store has of a run; times are in milliseconds since 1970. */
export interface StoredRun {
  startedAt: number
  endedAt: number
  tasks: readonly { task: string; endedAt: number }[]
}

/** What the panel said from a time on, in milliseconds since 1970. */
export interface Said {
  time: number
  text: string
  /** How many tasks it said have ended. */
  ended: number
}

/** The text of a notebook with as many tasks in layers, each of which prints a line. */
export function printingTasks(count: number): string {
  return layered(count / width, width).replaceAll(/(const (v\w+) = .*)/g, "$1\nconsole.log($2)")
}

/** The name of the last of those tasks. */
export function lastTask(count: number): string {
  return `step${count / width - 1}x${width - 1}`
}

/** The latest run of a notebook, as the engine recorded it. */
export async function storedRun(notebook: string): Promise<StoredRun> {
  const { stdout } = await promisify(execFile)(process.execPath, [command, "show", "--json", notebook], {
    maxBuffer: 2 ** 26,
  })
  // tsnb's own program wrote it.
  return JSON.parse(stdout) as StoredRun
}

/** For the panel's page: keeps in `said`, as `Said`, what its header says whenever that is something else than before. */
export const watchPanel = `(() => {
  window.said = []
  const goesOn = /pending|queued|running|retrying/
  const count = () => [...document.querySelectorAll(".chip")]
    .map((chip) => chip.getAttribute("aria-label"))
    .reduce((sum, text) => sum + (goesOn.test(text) ? 0 : parseInt(text)), 0)
  const look = () => {
    const text = document.querySelector(".run-summary")?.innerText ?? ""
    if (window.said.at(-1)?.text !== text) window.said.push({ time: Date.now(), text, ended: count() })
    requestAnimationFrame(look)
  }
  look()
})()`

/** For a page: resolves when a condition holds. VS Code's pages allow no code that is a text, as Playwright's own waiting is. */
export function until(condition: string): string {
  return `new Promise((resolve) => { const look = () => (${condition}) ? resolve() : requestAnimationFrame(look); look() })`
}

/** For the panel's page: resolves when it says that the run has completed. */
export const panelCompleted: string = until("window.said.at(-1)?.text.startsWith('Completed')")

/** How many milliseconds the panel was behind a run: at its end, and at most. */
export function panelBehind(said: readonly Said[], run: StoredRun): { atEnd: number; atMost: number } {
  const end = said.find(({ text }) => text.startsWith("Completed"))?.time ?? 0
  const ends = run.tasks.map(({ endedAt }) => endedAt).toSorted((one, other) => one - other)
  let atMost = end - run.endedAt
  for (const [index, { ended }] of said.entries()) {
    // The first task that it doesn't count was missing until it said something else.
    const missing = ends[ended]
    const next = said[index + 1]
    if (next && missing !== undefined) atMost = Math.max(atMost, next.time - missing)
  }
  return { atEnd: end - run.endedAt, atMost }
}
