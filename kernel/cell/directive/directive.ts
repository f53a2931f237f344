import type { Place } from "../problem.ts"

/** The list that a `for=` task runs over. */
export interface Loop extends Place {
  /** The name that holds the element in the task's cell, or a pattern that takes it apart: `[key, value]`. */
  variable: string
  /** The names that it defines. */
  names: readonly string[]
  /** What the pattern's defaults read. */
  reads: readonly string[]
  /** An expression; the loop's place is where it begins. */
  list: string
}

/** The part of a task's options that decides about retries; durations in milliseconds. */
export interface RetryOptions {
  retries: number
  retryDelay: number | readonly number[] | "exponential"
  /** Share of the delay, 0 to 1, by which it is varied at random. */
  retryJitter: number
}

/** The options of a task; durations in milliseconds. */
export interface TaskOptions extends RetryOptions {
  /** The longest that one attempt may take. */
  timeout?: number
  /** Whether earlier results may be used again, and these kept. */
  cache: boolean
  /** How long results may be used again. */
  cacheFor?: number
  /** Part of the key: another version means that it runs again. */
  version: string
  /** Whether `console.*` goes into the run log. */
  log: boolean
  tags: readonly string[]
  /** Names of tasks that have to end before, though no data comes from them. */
  after: readonly string[]
  /** An expression: the task is skipped unless it is true. */
  when?: string
  for?: Loop
  /** Whether a failed element of a `for=` fails the task, or is `undefined` for its readers. */
  failures: "fail" | "keep"
  /** An expression that names an element of a `for=` for people. */
  label?: string
  /** How those that it waits for have to have ended, so that it runs. */
  upstream: "allSucceeded" | "allDone" | "noneFailed" | "oneSucceeded"
  /** Globs of files that it depends on and that no trace can see; absent when nothing is said about them. */
  reads?: readonly string[]
  /** Globs of files that its child processes and native code write. */
  writes: readonly string[]
  /** Names of environment variables that don't count. */
  ignoreEnv: readonly string[]
  /** The most memory that its process may take, in bytes. */
  memory?: number
  /** The queue whose workers take it, on a cluster. */
  queue?: string
}

/** What a scheduled run does when the one before is still running. */
export type Overlap = "skip" | "queue" | "parallel" | "cancel"

/** The options of a flow; durations in milliseconds. */
export interface FlowOptions {
  /** A cron expression. */
  schedule?: string
  /** The IANA time zone of the schedule; the machine's unless given. */
  timezone?: string
  overlap: Overlap
  /** Whether times that were missed while nothing was serving are made up for, by one run. */
  catchup: boolean
  /** How often the whole flow is tried again, from what failed. */
  retries: number
  timeout?: number
  /** How many attempts run side by side; as many as there are processors unless given. */
  concurrency?: number
  /** How many tasks with a tag run side by side, by tag. */
  limits: Readonly<Record<string, number>>
  onFailure: "continue" | "stop"
}

/** How a flow run can have ended, for a hook: `failure` is any of `failed`, `timedOut` and `crashed`. */
export type HookState = "success" | "failure" | "completed" | "failed" | "timedOut" | "crashed" | "cancelled"

/** Every directive has the place of its `@`, and by name those of its options' values, for problems and hovers. */
interface DirectiveBase extends Place {
  places: ReadonlyMap<string, Place>
}

export interface TaskDirective extends DirectiveBase {
  kind: "task"
  /** Absent when none is given: the graph finds one. */
  name?: string
  options: TaskOptions
}

export interface FlowDirective extends DirectiveBase {
  kind: "flow"
  name?: string
  options: FlowOptions
}

/** Marks the cell whose constants are the flow's parameters. */
export interface ParametersDirective extends DirectiveBase {
  kind: "parameters"
}

/** Marks a cell that runs when the flow run ends in one of the states. */
export interface HookDirective extends DirectiveBase {
  kind: "on"
  states: readonly HookState[]
}

export type Directive = TaskDirective | FlowDirective | ParametersDirective | HookDirective
