import { InvalidArgumentError } from "commander"
import { parseDuration } from "../cell/directive/units.ts"

/**
 * Adds what `-p name=value` says to the parameters so far; the last value of a name counts. The value is everything
 * after the first `=`, and may be empty.
 * @throws {InvalidArgumentError} when there is no name or no `=`
 */
export function addParameter(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, name, value] = /^([^=]*)=(.*)$/s.exec(text) ?? []
  if (name === undefined || value === undefined || name.trim() === "") {
    throw new InvalidArgumentError("Write it as name=value, such as -p year=2023.")
  }
  // Not by assignment: a parameter may have a name that objects treat in a special way.
  return Object.fromEntries([...Object.entries(before), [name.trim(), value]])
}

/** Adds a value of an option that may be given several times. */
export function addValue(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

/** @throws {InvalidArgumentError} when it isn't a whole number from 1 */
export function positiveInteger(text: string): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number) || number < 1) {
    throw new InvalidArgumentError("It takes a whole number from 1.")
  }
  return number
}

/**
 * Milliseconds, from a duration with its unit.
 * @throws {InvalidArgumentError} when it isn't one, or zero
 */
export function duration(text: string): number {
  const milliseconds = parseDuration(text)
  if (milliseconds) return milliseconds
  throw new InvalidArgumentError("It takes a duration with its unit, such as 500ms, 30s or 10m.")
}
