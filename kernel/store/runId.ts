const timeDigits = 8
const randomDigits = 5

/**
 * A run's id: letters and digits that sort by time, and differ between processes that start a run in the same
 * millisecond.
 *
 * @param now milliseconds since 1970
 * @param random a number from 0 to 1 (exclusive)
 */
export function newRunId(now: number, random: number): string {
  // Eight digits to base 36 hold the milliseconds until 2059.
  const time = Math.floor(now).toString(36).padStart(timeDigits, "0")
  const tail = Math.floor(random * 36 ** randomDigits).toString(36)
  return time + tail.padStart(randomDigits, "0")
}

/** When the run with this id started, in milliseconds since 1970; undefined for an id of another form. */
export function runIdTime(id: string): number | undefined {
  if (!new RegExp(`^[0-9a-z]{${timeDigits + randomDigits}}$`).test(id)) return undefined
  return Number.parseInt(id.slice(0, timeDigits), 36)
}
