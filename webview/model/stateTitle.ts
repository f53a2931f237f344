import type { State } from "../../kernel/flow/state.ts"
import { stateWord } from "../../kernel/session/format/summary.ts"

/** A state as people read it, with a capital letter. */
export function stateTitle(state: State): string {
  return capitalised(stateWord(state))
}

/** A text with a capital letter at its beginning. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
