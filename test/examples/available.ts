/**
 * What a test needs of the world outside, or undefined where that can't be had, said aloud, so that the tests run on a
 * machine without Python or a network too. In CI all has to be there.
 */
export async function ifAvailable<Value>(what: string, provide: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await provide()
  } catch (error) {
    if (process.env["CI"]) throw new Error(`${what} is needed for the tests in CI`, { cause: error })
    console.warn(`TESTS LEFT OUT, for want of ${what}:`, error)
    return undefined
  }
}
