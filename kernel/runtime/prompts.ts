import { inspect } from "node:util"

/** Thrown by `prompt()`, `confirm()` and `input()` where nobody can be asked. */
export class NoInputError extends Error {
  override readonly name = "NoInputError"

  /** @param what the function that was called, as in `prompt()` */
  constructor(what: string, reason: string) {
    super(`${what} can't ask: ${reason}`)
  }
}

/**
 * Makes `prompt()` and `confirm()` globals, which block until there is an answer, as in browsers and Deno.
 * @param ask shows a text to the person at the front end and waits for what is typed
 */
export function offerPrompts(ask: (what: string, prompt: string) => string): void {
  const prompt = (message: unknown = "", initial?: unknown): string => {
    const hint = initial === undefined ? "" : ` [${textOf(initial)}] `
    const answer = ask("prompt()", `${textOf(message)}${hint}`)
    return answer === "" && initial !== undefined ? textOf(initial) : answer
  }
  const confirm = (message: unknown = ""): boolean =>
    /^\s*y(?:es)?\s*$/i.test(ask("confirm()", `${textOf(message)} [y/N] `))
  for (const [name, value] of Object.entries({ prompt, confirm })) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : inspect(value)
}
