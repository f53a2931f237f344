import type { Directive, FlowOptions, HookState, TaskOptions } from "./directive.ts"
import * as type from "./valueType.ts"
import type { ValueType } from "./valueType.ts"

/** An option of a directive. */
export interface Option<T> {
  type: ValueType<T>
  /** As one would write it; absent when nothing holds unless the option is given. */
  default?: string
  /** One line for people. */
  help: string
  /** A value as one would write it. */
  example: string
  /** What of the notebook, or of the world, its value names; for completion. */
  refersTo?: Reference
}

/** What the words of an option's value can be names of. */
export type Reference = "tasks" | "tags" | "queues" | "names" | "timeZones"

type OptionOf<T> = Option<NonNullable<T>> & (undefined extends T ? { default?: never } : { default: string })

/** The options by name; those that always have a value have a default. */
export type OptionTable<Options> = { readonly [Name in keyof Options]-?: OptionOf<Options[Name]> }

/** A directive: what may follow its `@name`, and what it is for. */
export interface DirectiveEntry {
  /** The words after the name as help writes them; empty when there are none. */
  words: string
  /** What the words can be; absent when they are free. */
  choices?: readonly string[]
  /** How many words there may be. */
  least: number
  most: number
  help: string
  example: string
  options: Readonly<Record<string, Option<unknown>>>
}

export const taskOptions: OptionTable<TaskOptions> = {
  retries: {
    type: type.wholeNumber(0),
    default: "0",
    help: "How many more attempts to make after a failed one",
    example: "3",
  },
  retryDelay: {
    type: type.delays,
    default: "0",
    help: "How long to wait before the next attempt; the last delay of a list repeats; `exponential` is 1s, 2s, 4s, …",
    example: "2s",
  },
  retryJitter: {
    type: type.share,
    default: "0",
    help: "The share of the delay by which it varies at random",
    example: "0.2",
  },
  timeout: { type: type.duration, help: "The longest that an attempt may take", example: "10m" },
  cache: {
    type: type.onOff,
    default: "on",
    help: "Whether to keep results and reuse them while nothing that they depend on changes",
    example: "off",
  },
  cacheFor: { type: type.duration, help: "How long results may be reused", example: "1d" },
  version: {
    type: type.version,
    default: '""',
    help: "A new version makes the task run again, even if nothing else changed",
    example: "2",
  },
  log: {
    type: type.onOff,
    default: "on",
    help: "Whether what the task prints goes into the run log; what it displays always does",
    example: "off",
  },
  tags: {
    type: type.words,
    default: "[]",
    help: "Words to group tasks by, and to limit how many run at once",
    example: '["db"]',
    refersTo: "tags",
  },
  after: {
    type: type.words,
    default: "[]",
    help: "Tasks that must end before this one starts, although it reads nothing from them",
    example: "createTables",
    refersTo: "tasks",
  },
  when: {
    type: type.expression,
    help: "Skips the task unless this is true",
    example: '"rows.length > 0"',
    refersTo: "names",
  },
  for: {
    type: type.loop,
    help: "Runs the task once for each element of a list; readers get arrays in the order of the list",
    example: '"month of months"',
    refersTo: "names",
  },
  failures: {
    type: type.choice("fail", "keep"),
    default: "fail",
    help: "What happens when an element of `for=` fails: `fail` fails the task, `keep` goes on with `undefined` in its place",
    example: "keep",
  },
  label: {
    type: type.expression,
    help: "The name to show for an element of `for=`",
    example: '"city.name"',
    refersTo: "names",
  },
  upstream: {
    type: type.choice("allSucceeded", "allDone", "noneFailed", "oneSucceeded"),
    default: "allSucceeded",
    help: "How the tasks that it waits for must have ended for it to run; values that they didn't provide are `undefined`",
    example: "allDone",
  },
  reads: {
    type: type.globs,
    help: "Files that child processes or native code read, as globs or folders: the task runs again when one changes; `[]` says that there are none",
    example: '"models/*.bin"',
  },
  writes: {
    type: type.globs,
    default: "[]",
    help: "Files that child processes or native code write, as globs or folders: the task runs again when one is missing or altered",
    example: '"out/*.csv"',
  },
  ignoreEnv: {
    type: type.words,
    default: "[]",
    help: "Environment variables whose values never make this task run again",
    example: "API_TOKEN",
  },
  memory: {
    type: type.size,
    help: "The most heap memory that the task's process may use (1 MB is 1024 KB)",
    example: "2GB",
  },
  queue: {
    type: type.text,
    help: "On a cluster, the queue whose workers run the task",
    example: "gpu",
    refersTo: "queues",
  },
}

export const flowOptions: OptionTable<FlowOptions> = {
  schedule: { type: type.cron, help: "When to run the flow, as a cron expression", example: '"0 6 * * *"' },
  timezone: {
    type: type.timeZone,
    help: "The schedule's time zone; the machine's unless given",
    example: "Europe/Berlin",
    refersTo: "timeZones",
  },
  overlap: {
    type: type.choice("skip", "queue", "parallel", "cancel"),
    default: "skip",
    help: "What to do at a scheduled time while the previous run is still running: `cancel` ends that run",
    example: "queue",
  },
  catchup: {
    type: type.onOff,
    default: "off",
    help: "Whether one run makes up for scheduled times that were missed while no server was running",
    example: "on",
  },
  retries: {
    type: type.wholeNumber(0),
    default: "0",
    help: "How many more times to try the flow after a failure; completed tasks don't run again",
    example: "1",
  },
  timeout: { type: type.duration, help: "The longest that the flow run may take", example: "2h" },
  concurrency: {
    type: type.wholeNumber(1),
    help: "How many attempts run at once; the number of processors unless given",
    example: "4",
  },
  limits: {
    type: type.limits,
    default: "{}",
    help: "How many tasks with a tag run at once, by tag",
    example: '{"db": 2}',
    refersTo: "tags",
  },
  onFailure: {
    type: type.choice("continue", "stop"),
    default: "continue",
    help: "What to do after a task fails: `continue` runs the tasks that don't depend on it, `stop` starts no more tasks",
    example: "stop",
  },
}

/** The words that `@on` takes. */
const hookStates: readonly HookState[] = [
  "success",
  "failure",
  "completed",
  "failed",
  "timedOut",
  "crashed",
  "cancelled",
]

/** Every directive. The parser, help and documentation are all drawn from here. */
export const directives: Readonly<Record<Directive["kind"], DirectiveEntry>> = {
  task: {
    words: "[name]",
    least: 0,
    most: 1,
    help: "Makes the cell a task, which runs in its own process and can be retried and cached. Options may continue on the following comment lines",
    example: "// @task readTrain retries=3 retryDelay=2s",
    options: taskOptions,
  },
  flow: {
    words: "[name]",
    least: 0,
    most: 1,
    help: "Names the notebook's flow and says how it runs. Options may continue on the following comment lines",
    example: '// @flow taxi schedule="0 6 * * *" onFailure=stop',
    options: flowOptions,
  },
  parameters: {
    words: "",
    least: 0,
    most: 0,
    help: "Makes the cell's constants the flow's parameters; their doc comments are the help",
    example: "// @parameters",
    options: {},
  },
  on: {
    words: "state…",
    choices: hookStates,
    least: 1,
    most: hookStates.length,
    help: "Runs the cell when the flow run ends in one of these states, with `run` in scope; `failure` means `failed`, `timedOut` or `crashed`",
    example: "// @on success failure",
    options: {},
  },
}

/** Whether a name is that of a directive. */
export function isDirectiveName(name: string): name is Directive["kind"] {
  return Object.hasOwn(directives, name)
}

/** Whether a word is one that `@on` takes. */
export function isHookState(word: string): word is HookState {
  return hookStates.some((state) => state === word)
}
