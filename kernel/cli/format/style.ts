import { styleText } from "node:util"
import type { State } from "../../flow/state.ts"

type Format = Parameters<typeof styleText>[0]

/** Puts colours on text, or leaves it as it is. */
export type Paint = (format: Format, text: string) => string

/** Leaves every text as it is. */
export const noPaint: Paint = (_format, text) => text

/** Colours for a stream: none for a pipe or a file, and as NO_COLOR and FORCE_COLOR say. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  return (format, text) => styleText(format, text, { stream })
}

const glyphs: Readonly<Record<State, readonly [glyph: string, format: Format]>> = {
  pending: ["·", "dim"],
  queued: ["·", "dim"],
  running: ["▸", "cyan"],
  retrying: ["↻", "yellow"],
  completed: ["✔", "green"],
  cached: ["≡", "green"],
  failed: ["✖", "red"],
  timedOut: ["✖", "red"],
  crashed: ["✖", "red"],
  cancelled: ["■", "yellow"],
  skipped: ["-", "dim"],
}

/** The sign of a state, coloured. */
export function stateGlyph(state: State, paint: Paint): string {
  const [glyph, format] = glyphs[state]
  return paint(format, glyph)
}

/** A text in the colour of a state. */
export function paintState(state: State, text: string, paint: Paint): string {
  return paint(glyphs[state][1], text)
}
