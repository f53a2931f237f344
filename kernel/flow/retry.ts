import type { RetryOptions } from "../cell/directive/directive.ts"

const exponentialBase = 1_000
const maxDelay = 24 * 60 * 60 * 1_000

/**
 * How long to wait before the next attempt, in milliseconds.
 *
 * @param failed how many attempts have failed so far, at least 1
 * @param random a number from 0 to 1 (exclusive), for the jitter
 * @param asked the delay that a `RetryAfter` error asked for; it wins over the options
 * @returns undefined when there is no attempt left
 */
export function retryDelay(options: RetryOptions, failed: number, random: number, asked?: number): number | undefined {
  if (failed > options.retries) return undefined
  if (asked !== undefined) return Math.max(0, asked)
  const base = Math.min(plainDelay(options.retryDelay, failed), maxDelay)
  return Math.round(base * (1 + options.retryJitter * (2 * random - 1)))
}

function plainDelay(delay: RetryOptions["retryDelay"], failed: number): number {
  if (delay === "exponential") return exponentialBase * 2 ** (failed - 1)
  if (typeof delay === "number") return delay
  return delay[Math.min(failed, delay.length) - 1] ?? 0
}
