import type { OutputChange } from "./outputs.ts"

/**
 * Changes that wait for their turn, in order. Each takes VS Code a moment, so text that follows text of the same stream is
 * joined with it, and of what replaces one display again and again only the last is kept.
 */
export class WaitingChanges {
  #changes: OutputChange[] = []

  add(change: OutputChange): void {
    const last = this.#changes.at(-1)
    const joined = last && join(last, change)
    if (joined) this.#changes[this.#changes.length - 1] = joined
    else this.#changes.push(change)
  }

  /** The next one; undefined when there is none. */
  take(): OutputChange | undefined {
    return this.#changes.shift()
  }
}

/** Both in one; undefined when that isn't the same. */
function join(first: OutputChange, second: OutputChange): OutputChange | undefined {
  if (first.kind === "stream" && second.kind === "stream") {
    return first.stream === second.stream ? { ...second, text: first.text + second.text } : undefined
  }
  if (first.kind === "update" && second.kind === "update") {
    return first.displayId === second.displayId ? second : undefined
  }
  return undefined
}
