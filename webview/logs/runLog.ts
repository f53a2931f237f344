import type { LogLevel } from "../../kernel/api/types.ts"
import { taskRunTitle, type FlowEvent } from "../../kernel/flow/events.ts"
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
}

/** The lines that a filter lets through. */
export interface FoundLines {
  count: number
  /** @param index among the lines that are found */
  lineAt: (index: number) => LogLine | undefined
}

export const levels: readonly LogLevel[] = ["debug", "info", "warn", "error"]

export const everything: LogFilter = { task: "", attempt: 0, level: "debug", text: "" }

/** How many lines there is room for at first. */
const firstRoom = 4_096
/** Marks the level of a line that isn't the first of what was printed together. */
const continued = 4

/** The log of a run. Lines are kept in columns: a run may have millions. */
export class RunLog {
  readonly #texts: string[] = []
  readonly #tasks: string[] = []
  readonly #taskNumbers = new Map<string, number>()
  #numbers = new Uint32Array(firstRoom)
  #attempts = new Uint16Array(firstRoom)
  #levels = new Uint8Array(firstRoom)
  #times = new Float64Array(firstRoom)

  /** How many lines there are. */
  get length(): number {
    return this.#texts.length
  }

  /** The labels of the task runs that have lines. */
  get tasks(): readonly string[] {
    return this.#tasks.filter((label) => label !== "")
  }

  take(event: FlowEvent): void {
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
  }

  line(index: number): LogLine {
    const level = this.#levels[index] ?? 0
    return {
      index,
      time: this.#times[index] ?? 0,
      level: levels[level % continued] ?? "info",
      text: this.#texts[index] ?? "",
      task: this.#tasks[this.#numbers[index] ?? 0] ?? "",
      attempt: this.#attempts[index] ?? 0,
      isContinued: level >= continued,
    }
  }

  /** Adds to a list the places of the lines from one on that a filter lets through. */
  collect(filter: LogFilter, from: number, into: number[]): void {
    const wanted = filter.text.toLowerCase()
    const least = levels.indexOf(filter.level)
    const isWanted = this.#tasks.map((label) => isOfTask(label, filter.task))
    for (let index = from; index < this.#texts.length; index++) {
      if ((this.#levels[index] ?? 0) % continued < least) continue
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

  #add(time: number, level: LogLevel, text: string, task: string, attempt: number): void {
    let number = this.#taskNumbers.get(task)
    if (number === undefined) {
      number = this.#tasks.length
      this.#tasks.push(task)
      this.#taskNumbers.set(task, number)
    }
    let mark = levels.indexOf(level)
    for (const line of splitLines(text)) {
      const index = this.#texts.length
      if (index === this.#numbers.length) this.#makeRoom()
      this.#texts.push(line)
      this.#numbers[index] = number
      this.#attempts[index] = attempt
      this.#levels[index] = mark
      this.#times[index] = time
      mark = (mark % continued) + continued
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
