/** A field of a cron expression: its numbers, and the names that stand for the first ones. */
interface Field {
  least: number
  most: number
  names: readonly string[]
  /** The number that the first name stands for. */
  firstName?: number
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

const second: Field = { least: 0, most: 59, names: [] }
/** In the order of a crontab; Sunday is 0 or 7. */
const fiveFields: readonly Field[] = [
  { least: 0, most: 59, names: [] },
  { least: 0, most: 23, names: [] },
  { least: 1, most: 31, names: [] },
  { least: 1, most: 12, names: months, firstName: 1 },
  { least: 0, most: 7, names: weekdays, firstName: 0 },
]

/**
 * Whether a text is a cron expression: five fields, or six with seconds first, as crontab(5) writes them, each a list of
 * `*`, numbers, ranges and steps within what the field counts.
 */
export function isCron(text: string): boolean {
  const written = text.split(/\s+/)
  const fields = written.length === 6 ? [second, ...fiveFields] : fiveFields
  return written.length === fields.length && fields.every((field, index) => isList(written[index] ?? "", field))
}

function isList(text: string, field: Field): boolean {
  return text.split(",").every((part) => isPart(part, field))
}

function isPart(part: string, field: Field): boolean {
  const [range = "", step, ...more] = part.split("/")
  if (more.length > 0 || (step !== undefined && !isStep(step, field))) return false
  if (range === "*") return true
  const [from, to, ...others] = range.split("-").map((word) => numberOf(word, field))
  if (from === undefined || others.length > 0) return false
  return !range.includes("-") || (to !== undefined && from <= to)
}

function isStep(step: string, { least, most }: Field): boolean {
  return /^\d+$/.test(step) && Number(step) >= 1 && Number(step) <= most - least + 1
}

/** The number that a word is or stands for; undefined when the field has no such number. */
function numberOf(word: string, { least, most, names, firstName = 0 }: Field): number | undefined {
  const named = names.indexOf(word.toLowerCase())
  const number = named >= 0 ? named + firstName : /^\d+$/.test(word) ? Number(word) : NaN
  return number >= least && number <= most ? number : undefined
}
