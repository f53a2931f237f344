import type { LogLevel } from "../../kernel/api/types.ts"
import { taskRunTitle, type FlowEvent, type TaskStateChanged } from "../../kernel/flow/events.ts"
import { isFailure, isTerminal } from "../../kernel/flow/state.ts"
import { formatDuration } from "../../kernel/session/format/duration.ts"
import { stateTitle } from "./stateTitle.ts"
import { plainText, splitLines } from "./ansi.ts"

/** A line of a run's log. */
export interface LogLine {
  /** Place in the log, from 0. */
  index: number
  /** Milliseconds since 1970. */
  time: number
  level: LogLevel
  /** With its terminal colours. */
  text: string
  /** The label of the task run; empty for the flow itself and its hooks. */
  task: string
  attempt: number
  /** Not the first line of what was printed together. */
  isContinued: boolean
  /** Nothing that was printed: it says that a task run began or ended. */
  isMark: boolean
}

/** Which lines to show. */
export interface LogFilter {
  /** The label of a task run, or the name of a `for=` task for all of its elements; all when empty. */
  task: string
  /** 0 for all. */
  attempt: number
  /** The least that is shown. */
  level: LogLevel
  text: string
  /** Whether it is said when task runs begin and end. */
  hasMarks: boolean
}

/** The lines that a filter lets through. */
export interface FoundLines {
  count: number
  /** @param index among the lines that are found */
  lineAt: (index: number) => LogLine | undefined
}

export const levels: readonly LogLevel[] = ["debug", "info", "warn", "error"]

export const everything: LogFilter = { task: "", attempt: 0, level: "debug", text: "", hasMarks: true }

/** How many lines there is room for at first. */
const firstRoom = 4_096
/** Marks the level of a line that isn't the first of what was printed together. */
const continued = 4
/** Marks the level of a line that says that a task run began or ended. */
const marked = 8

/** The log of a run. Lines are kept in columns: a run may have millions. */
export class RunLog {
  readonly #texts: string[] = []
  readonly #tasks: string[] = []
  /** The latest attempt of each task run, by its title. */
  readonly #begun = new Map<string, number>()
  readonly #taskNumbers = new Map<string, number>()
  #numbers = new Uint32Array(firstRoom)
  #attempts = new Uint16Array(firstRoom)
  #levels = new Uint8Array(firstRoom)
  #times = new Float64Array(firstRoom)

  /** Characters of the longest title of a task run that has lines. */
  maxTitleLength = 0

  /** How many lines there are. */
  get length(): number {
    return this.#texts.length
  }

  /** The labels of the task runs that have lines. */
  get tasks(): readonly string[] {
    return this.#tasks.filter((label) => label !== "")
  }

  take(event: FlowEvent): void {
    if (event.type === "taskStateChanged") this.#mark(event, this.#beginning(event))
    if (event.type === "logged") {
      this.#add(event.time, event.level, event.text, event.task === "" ? "" : taskRunTitle(event), event.attempt)
    }
    if (event.type === "taskStateChanged" && event.error) {
      const { name, message, stack } = event.error
      this.#add(event.time, "error", stack ?? `${name}: ${message}`, taskRunTitle(event), event.attempt)
    }
    if (event.type === "flowStateChanged" && event.error) {
      this.#add(event.time, "error", `${event.error.name}: ${event.error.message}`, "", 0)
    }
    if (event.type === "taskStateChanged") this.#mark(event, endText(event))
  }

  line(index: number): LogLine {
    const level = this.#levels[index] ?? 0
    return {
      index,
      time: this.#times[index] ?? 0,
      level: levels[level % continued] ?? "info",
      isMark: level >= marked,
      text: this.#texts[index] ?? "",
      task: this.#tasks[this.#numbers[index] ?? 0] ?? "",
      attempt: this.#attempts[index] ?? 0,
      isContinued: level % marked >= continued,
    }
  }

  /** Adds to a list the places of the lines from one on that a filter lets through. */
  collect(filter: LogFilter, from: number, into: number[]): void {
    const wanted = filter.text.toLowerCase()
    const least = levels.indexOf(filter.level)
    const isWanted = this.#tasks.map((label) => isOfTask(label, filter.task))
    for (let index = from; index < this.#texts.length; index++) {
      const level = this.#levels[index] ?? 0
      if (level % continued < least || (level >= marked && !filter.hasMarks)) continue
      if (filter.attempt !== 0 && this.#attempts[index] !== filter.attempt) continue
      if (filter.task !== "" && isWanted[this.#numbers[index] ?? 0] !== true) continue
      if (
        wanted !== "" &&
        !plainText(this.#texts[index] ?? "")
          .toLowerCase()
          .includes(wanted)
      )
        continue
      into.push(index)
    }
  }

  /** What is said of an attempt that begins; nothing of one that goes on. */
  #beginning(event: TaskStateChanged): string | undefined {
    const title = taskRunTitle(event)
    if (event.state !== "running" || this.#begun.get(title) === event.attempt) return undefined
    this.#begun.set(title, event.attempt)
    const why = event.reason === undefined ? "" : `: ${event.reason}`
    return event.attempt > 1 ? `Attempt ${event.attempt} started` : `Started${why}`
  }

  #mark(event: TaskStateChanged, text: string | undefined): void {
    if (text === undefined) return
    this.#add(event.time, isFailure(event.state) ? "error" : "info", text, taskRunTitle(event), event.attempt, marked)
  }

  #add(time: number, level: LogLevel, text: string, task: string, attempt: number, kind = 0): void {
    let number = this.#taskNumbers.get(task)
    if (number === undefined) {
      number = this.#tasks.length
      this.#tasks.push(task)
      this.maxTitleLength = Math.max(this.maxTitleLength, task.length)
      this.#taskNumbers.set(task, number)
    }
    let mark = levels.indexOf(level) + kind
    for (const line of splitLines(text)) {
      const index = this.#texts.length
      if (index === this.#numbers.length) this.#makeRoom()
      this.#texts.push(line)
      this.#numbers[index] = number
      this.#attempts[index] = attempt
      this.#levels[index] = mark
      this.#times[index] = time
      mark = (mark % continued) + continued + kind
    }
  }

  #makeRoom(): void {
    const length = this.#numbers.length * 2
    const [numbers, attempts] = [new Uint32Array(length), new Uint16Array(length)]
    const [marks, times] = [new Uint8Array(length), new Float64Array(length)]
    numbers.set(this.#numbers)
    attempts.set(this.#attempts)
    marks.set(this.#levels)
    times.set(this.#times)
    ;[this.#numbers, this.#attempts, this.#levels, this.#times] = [numbers, attempts, marks, times]
  }
}

function isOfTask(label: string, task: string): boolean {
  return label === task || label.startsWith(`${task}[`)
}

/** How a task run ended: `Completed in 1.2 s`; nothing of one that goes on. */
function endText({ state, duration, reason }: TaskStateChanged): string | undefined {
  if (!isTerminal(state)) return undefined
  const title = stateTitle(state)
  if (state === "cached" || duration === undefined) return reason === undefined ? title : `${title}: ${reason}`
  return `${title} ${isFailure(state) ? "after" : "in"} ${formatDuration(duration)}`
}
