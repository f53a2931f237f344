const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const bytes: Readonly<Record<string, number>> = { KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 }

/** A duration such as `500ms`, `2s`, `10m`, `1.5h` or `1d` in whole milliseconds; undefined when it isn't one. */
export function parseDuration(text: string): number | undefined {
  // Zero is zero in every unit.
  if (text === "0") return 0
  return parseAmount(text, milliseconds)
}

/** A size such as `512MB` or `2GB` in bytes, 1024 of each unit to the next; undefined when it isn't one. */
export function parseSize(text: string): number | undefined {
  return parseAmount(text.toUpperCase(), bytes)
}

function parseAmount(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)([A-Za-z]+)$/.exec(text) ?? []
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined
  if (amount === undefined || factor === undefined) return undefined
  const value = Math.round(Number(amount) * factor)
  return Number.isSafeInteger(value) ? value : undefined
}
