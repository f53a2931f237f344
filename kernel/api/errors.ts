/** Thrown in a task to say that another attempt would fail as well: the task isn't retried. */
export class FatalError extends Error {
  override readonly name = "FatalError"
}

/** Thrown in a task to say when the next attempt makes sense, such as after a server's `Retry-After`. */
export class RetryAfter extends Error {
  override readonly name = "RetryAfter"
  /** How long to wait, in milliseconds. */
  readonly delay: number

  /** @param when a number of milliseconds, a duration such as `"30s"`, or the time of the next attempt */
  constructor(when: number | string | Date, message?: string, options?: ErrorOptions) {
    const delay = delayUntil(when)
    super(message ?? `Asked to try again in ${delay} ms`, options)
    this.delay = delay
  }
}

const unitMilliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function delayUntil(when: number | string | Date): number {
  if (when instanceof Date) return Math.max(0, when.getTime() - Date.now())
  if (typeof when === "number") return Math.max(0, when)
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(when.trim())
  const unit = unitMilliseconds[match?.[2] ?? ""]
  if (!match || unit === undefined) {
    throw new TypeError(`RetryAfter takes milliseconds, a Date or a duration such as "30s"; got "${when}"`)
  }
  return Number(match[1]) * unit
}
