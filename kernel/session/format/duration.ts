const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** A span of time as people read it: `340 ms`, `12.3 s`, `4 min 5 s`, `2 h 13 min`, `3 d 4 h`. */
export function formatDuration(milliseconds: number): string {
  const span = Math.max(0, milliseconds)
  if (Math.round(span) < second) return `${Math.round(span)} ms`
  // Rounded first: 59.97 s reads as 1 min, never as 60.0 s.
  const tenths = Math.round(span / 100) / 10
  if (tenths < 60) return `${tenths.toFixed(1)} s`
  const seconds = Math.round(span / second)
  if (seconds < 3_600) return twoUnits(seconds, 60, "min", "s")
  const minutes = Math.round(span / minute)
  if (minutes < 24 * 60) return twoUnits(minutes, 60, "h", "min")
  return twoUnits(Math.round(span / hour), 24, "d", "h")
}

function twoUnits(total: number, size: number, large: string, small: string): string {
  const rest = total % size
  return rest === 0 ? `${total / size} ${large}` : `${Math.floor(total / size)} ${large} ${rest} ${small}`
}

/** How long ago something was: `just now`, `5 minutes ago`, `3 days ago`, and the date when that says more. */
export function formatAge(time: number, now: number): string {
  const age = now - time
  if (age < 10 * second) return "just now"
  if (age < minute) return `${Math.floor(age / second)} seconds ago`
  if (age < hour) return ago(age, minute, "minute")
  if (age < day) return ago(age, hour, "hour")
  if (age < 30 * day) return ago(age, day, "day")
  return formatDate(time)
}

function ago(age: number, unit: number, name: string): string {
  const count = Math.floor(age / unit)
  return `${count} ${name}${count === 1 ? "" : "s"} ago`
}

/** Local date and time: `2026-03-01 14:05:09`. */
export function formatTime(time: number): string {
  return `${formatDate(time)} ${formatClock(time)}`
}

/** The second that was asked for last: lines of a log come by the thousand in one. */
let latest = { second: NaN, clock: "" }

/** Local time of day: `14:05:09`. */
export function formatClock(time: number): string {
  const whole = Math.floor(time / second)
  if (latest.second !== whole) {
    const date = new Date(time)
    const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(":")
    latest = { second: whole, clock }
  }
  return latest.clock
}

/** Local date: `2026-03-01`. */
export function formatDate(time: number): string {
  const date = new Date(time)
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(twoDigits).join("-")
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0")
}
