import { beforeEach } from "vitest"
import { errorMessage } from "../../kernel/errorMessage.ts"

/** What a test needs of the world outside, or why it can't be had. */
export type Available<Value> = { value: Value; reason?: undefined } | { value?: undefined; reason: string }

/**
 * What a test needs of the world outside. Where it can't be had, tests that `skip` with the reason are listed at the end
 * of the run, so that the tests run on a machine without Python or a network too. In CI all has to be there.
 */
export async function ifAvailable<Value>(what: string, provide: () => Promise<Value>): Promise<Available<Value>> {
  try {
    return { value: await provide() }
  } catch (error) {
    if (process.env["CI"]) throw new Error(`${what} is needed for the tests in CI`, { cause: error })
    return { reason: `${what} is needed: ${errorMessage(error)}` }
  }
}

/** Leaves out the tests of the `describe` that calls it, where one of the things can't be had. */
export function needs(...things: readonly Available<unknown>[]): void {
  beforeEach(({ skip }) => {
    for (const { reason } of things) if (reason !== undefined) skip(reason)
  })
}
