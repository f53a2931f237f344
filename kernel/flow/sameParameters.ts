type Parameters = Readonly<Record<string, unknown>>

/** Whether two flow runs had the same parameters, as far as their records tell. */
export function hasSameParameters(one: Parameters, other: Parameters): boolean {
  return recorded(one) === recorded(other)
}

function recorded(parameters: Parameters): string {
  const names = Object.keys(parameters).toSorted()
  return JSON.stringify(names.map((name) => [name, parameters[name] ?? null]))
}
