import { countElements, formatCounts, stateWord } from "../../kernel/session/format/summary.ts"
import { formatDuration } from "../../kernel/session/format/duration.ts"
import type { TaskRunView } from "../../kernel/flow/runView.ts"
import { isTerminal, type State } from "../../kernel/flow/state.ts"
import { stateIcons } from "./stateIcons.ts"

/** What is shown of a task below its cell. */
export interface TaskStatus {
  /** With an icon in front, as VS Code writes it, where VS Code itself shows none. */
  text: string
  hover: string
}

/** What is known of a task beside its run. */
export interface StatusFacts {
  /** How many attempts it may take at most. */
  attempts: number
  /** The parameters that were chosen for the run, such as `count=4`. */
  chosen?: readonly string[]
  /** Milliseconds since 1970. */
  now: number
}

/** VS Code marks cells that wait, run, went well or failed. */
const withoutMark: ReadonlySet<State> = new Set(["cancelled", "skipped"])

/** A task's state in a few words, with the reason for a hover. */
export function taskStatus(run: TaskRunView, { attempts, chosen = [], now }: StatusFacts): TaskStatus {
  const { state, attempt, elements, progress, waitingFor, error } = run
  const reason = run.reason ?? run.ranBecause
  const details = [
    stateInWords(run, now),
    ...(attempt > 1 || (state === "retrying" && attempts > 1) ? [`attempt ${attempt} of ${attempts}`] : []),
    ...(elements ? [formatCounts(countElements(elements))] : []),
    ...(progress && state === "running" ? [`${progress.done}/${progress.total}`] : []),
    ...timeOf(run, now),
    ...(waitingFor === undefined ? [] : [`waiting for ${waitingFor}`]),
    ...(chosen.length > 0 ? [`ran with ${chosen.join(", ")}`] : []),
  ]
  const hover = [
    `${run.task}: ${stateWord(state)}`,
    ...(reason === undefined ? [] : [reason]),
    ...(run.cachedFrom === undefined ? [] : [`kept from flow run ${run.cachedFrom}`]),
    ...(error ? [`${error.name}: ${error.message}`] : []),
  ]
  const icon = withoutMark.has(state) ? `$(${stateIcons[state]}) ` : ""
  return { text: `${icon}${details.join(" · ")}`, hover: hover.join("\n") }
}

function stateInWords({ state, retryAt }: TaskRunView, now: number): string {
  if (state !== "retrying" || retryAt === undefined) return stateWord(state)
  return `retrying in ${formatSeconds(retryAt - now)}`
}

/** The time that an attempt takes so far, or took. */
function timeOf({ state, duration, attemptStartedAt }: TaskRunView, now: number): readonly string[] {
  if (state === "running") return attemptStartedAt === undefined ? [] : [formatSeconds(now - attemptStartedAt)]
  return duration === undefined || !isTerminal(state) ? [] : [formatDuration(duration)]
}

/** What changes while it is shown is shown in whole seconds. */
function formatSeconds(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000))
  return seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1_000)
}
