/** What modules give by chance or by the clock when it is called without arguments, by its dotted name among the exports. */
const bare: ReadonlyMap<string, RegExp> = new Map([
  ["chance", /^(?:Chance)?$/],
  ["dayjs", /^(?:tz|utc)?$/],
  ["luxon", /^DateTime\.(?:local|utc)$/],
  ["moment", /^(?:utc)?$/],
  ["moment-timezone", /^(?:tz|utc)?$/],
  ["seedrandom", /^(?:alea|tychei|xor128|xor4096|xorshift7|xorwow)?$/],
  ["spacetime", /^$/],
])

/**
 * Whether a function of a module whose code isn't looked at gives something else each time, by chance or by the clock: `dayjs()`
 * does, `dayjs(row.date)` doesn't.
 * @param path its dotted name among what the module exports; empty for the module itself
 * @param isBare whether it is called without arguments
 */
export function isOfChance(specifier: string, path: string, isBare: boolean): boolean {
  if (/^(?:node:)?crypto$/.test(specifier)) return /random/i.test(path)
  // `DateTime.now()`, `ZonedDateTime.now(zone)`
  if (/(?:^|\.)(?:now|today)$/.test(path)) return true
  return isBare && bare.get(specifier)?.test(path) === true
}
