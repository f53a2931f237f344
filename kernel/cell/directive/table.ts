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
    help: "How many more attempts there are after a failed one",
    example: "3",
  },
  retryDelay: {
    type: type.delays,
    default: "0",
    help: "How long to wait before the next attempt; of a list the last goes on; `exponential` is 1s, 2s, 4s, …",
    example: "2s",
  },
  retryJitter: {
    type: type.share,
    default: "0",
    help: "Share of the delay by which it is varied at random",
    example: "0.2",
  },
  timeout: { type: type.duration, help: "The longest that one attempt may take", example: "10m" },
  cache: {
    type: type.onOff,
    default: "on",
    help: "Whether results are kept, and used again when nothing that they depend on changed",
    example: "off",
  },
  cacheFor: { type: type.duration, help: "How long results may be used again", example: "1d" },
  version: {
    type: type.version,
    default: '""',
    help: "Another version makes the task run again, whatever else is the same",
    example: "2",
  },
  log: { type: type.onOff, default: "on", help: "Whether `console.*` goes into the run log", example: "off" },
  tags: {
    type: type.words,
    default: "[]",
    help: "Words to group tasks by, and to limit them with",
    example: '["db"]',
    refersTo: "tags",
  },
  after: {
    type: type.words,
    default: "[]",
    help: "Tasks that have to end before, though no data comes from them",
    example: "createTables",
    refersTo: "tasks",
  },
  when: {
    type: type.expression,
    help: "The task is skipped unless this is true",
    example: '"rows.length > 0"',
    refersTo: "names",
  },
  for: {
    type: type.loop,
    help: "One task run for each element of a list; readers see arrays, in the order of the elements",
    example: '"month of months"',
    refersTo: "names",
  },
  failures: {
    type: type.choice("fail", "keep"),
    default: "fail",
    help: "What a failed element of `for=` does: `fail` fails the task, `keep` goes on with `undefined` in its place",
    example: "keep",
  },
  label: {
    type: type.expression,
    help: "What names an element of `for=` for people",
    example: '"city.name"',
    refersTo: "names",
  },
  upstream: {
    type: type.choice("allSucceeded", "allDone", "noneFailed", "oneSucceeded"),
    default: "allSucceeded",
    help: "How the tasks that it waits for have to have ended, so that it runs; what those didn't give is `undefined`",
    example: "allDone",
  },
  reads: {
    type: type.globs,
    help: "Globs (or folders) of files that the task depends on but no trace can see (child processes, native code); `[]` says that there are none",
    example: '"models/*.bin"',
  },
  writes: {
    type: type.globs,
    default: "[]",
    help: "Globs (or folders) of files that its child processes or native code write: the task runs again when one is gone or altered",
    example: '"out/*.csv"',
  },
  ignoreEnv: {
    type: type.words,
    default: "[]",
    help: "Environment variables that it may read without depending on their values",
    example: "API_TOKEN",
  },
  memory: {
    type: type.size,
    help: "The most memory that the task's process may take (1 MB is 1024 KB)",
    example: "2GB",
  },
  queue: {
    type: type.text,
    help: "The queue whose workers take the task, on a cluster",
    example: "gpu",
    refersTo: "queues",
  },
}

export const flowOptions: OptionTable<FlowOptions> = {
  schedule: { type: type.cron, help: "When the flow runs by itself, as cron writes it", example: '"0 6 * * *"' },
  timezone: {
    type: type.timeZone,
    help: "The schedule's time zone; the machine's unless told",
    example: "Europe/Berlin",
    refersTo: "timeZones",
  },
  overlap: {
    type: type.choice("skip", "queue", "parallel", "cancel"),
    default: "skip",
    help: "What happens at a scheduled time while the run before goes on: `cancel` ends that one",
    example: "queue",
  },
  catchup: {
    type: type.onOff,
    default: "off",
    help: "Whether one run makes up for the scheduled times that passed while nothing was serving",
    example: "on",
  },
  retries: {
    type: type.wholeNumber(0),
    default: "0",
    help: "How many more times the flow is tried after a failure; what completed isn't run again",
    example: "1",
  },
  timeout: { type: type.duration, help: "The longest that the flow run may take", example: "2h" },
  concurrency: {
    type: type.wholeNumber(1),
    help: "How many attempts run side by side; as many as there are processors unless told",
    example: "4",
  },
  limits: {
    type: type.limits,
    default: "{}",
    help: "How many tasks with a tag run side by side, by tag",
    example: '{"db": 2}',
    refersTo: "tags",
  },
  onFailure: {
    type: type.choice("continue", "stop"),
    default: "continue",
    help: "After a failed task: `continue` runs what doesn't depend on it, `stop` starts nothing more",
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
    help: "Makes the cell a task: run in a process of its own, retried and cached. Options may go on in the next comment lines",
    example: "// @task readTrain retries=3 retryDelay=2s",
    options: taskOptions,
  },
  flow: {
    words: "[name]",
    least: 0,
    most: 1,
    help: "Names the notebook's flow and says how it runs. Options may go on in the next comment lines",
    example: '// @flow taxi schedule="0 6 * * *" onFailure=stop',
    options: flowOptions,
  },
  parameters: {
    words: "",
    least: 0,
    most: 0,
    help: "Makes the cell's constants the flow's parameters; their comments are the help",
    example: "// @parameters",
    options: {},
  },
  on: {
    words: "state…",
    choices: hookStates,
    least: 1,
    most: hookStates.length,
    help: "Runs the cell when the flow run ends so, with `run` in scope; `failure` is `failed`, `timedOut` or `crashed`",
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
