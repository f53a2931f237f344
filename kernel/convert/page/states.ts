import type { State } from "../../flow/state.ts"
import { stateWord } from "../../session/format/summary.ts"
import { html, type Html } from "./html.ts"

/** What a state looks like beside its word: a sign and one of the page's colours. */
const looks: Readonly<Record<State, readonly [sign: string, tone: string]>> = {
  pending: ["○", "quiet"],
  queued: ["○", "quiet"],
  running: ["▸", "busy"],
  retrying: ["↻", "warning"],
  completed: ["✓", "good"],
  cached: ["≡", "good"],
  failed: ["✕", "bad"],
  timedOut: ["✕", "bad"],
  crashed: ["✕", "bad"],
  cancelled: ["■", "warning"],
  skipped: ["–", "quiet"],
}

/** The page's colour for a state: a class. */
export function toneOf(state: State): string {
  return looks[state][1]
}

export function stateSign(state: State): string {
  return looks[state][0]
}

/** A state with its sign, in its colour. */
export function stateHtml(state: State): Html {
  return html`<span class="state ${toneOf(state)}"
    ><span class="sign" aria-hidden="true">${stateSign(state)}</span> ${stateWord(state)}</span
  >`
}
