/** How much a log line matters. */
export type LogLevel = "debug" | "info" | "warn" | "error"

/** A value's representations by MIME type, as in Jupyter's `display_data`. */
export type MimeBundle = Readonly<Record<string, unknown>>

/** How a value is displayed. */
export interface DisplayOptions {
  /** An id of one's own, by which a later `update` (also from another cell) finds what was displayed. */
  id?: string
  /** The value is a bundle: what to show by MIME type, such as `{ "text/html": "<b>x</b>" }`. */
  raw?: boolean
  /** Facts for the front end by MIME type, such as `{ "image/png": { width: 320 } }`. */
  metadata?: MimeBundle
}

/** What was displayed, to replace it later. */
export interface DisplayHandle {
  readonly id: string
  /** Shows another value in its place. */
  update(value: unknown, options?: Omit<DisplayOptions, "id">): void
}

/** What a task leaves for people to look at, beside its results. */
export type Artifact =
  | { kind: "markdown"; text: string }
  | { kind: "table"; caption?: string; columns: readonly string[]; rows: readonly (readonly unknown[])[] }
  | { kind: "link"; url: string; text: string }
  | { kind: "image"; mimeType: string; base64: string; caption?: string }

/** What a hook cell sees as `run`. */
export interface HookRun {
  id: string
  flow: string
  notebook: string
  state: string
  parameters: Readonly<Record<string, unknown>>
  startedAt: Date
  /** Milliseconds. */
  duration: number
  /** The error of the task that failed first, with what it is called, or why the run as a whole was ended. */
  error?: { name: string; message: string; stack?: string; task?: string }
  /** Each task, and after a `for=` task its elements. */
  tasks: readonly FlowTaskSummary[]
}

/** Which tasks `flow.run()` runs, and with what. */
export interface FlowRunOptions {
  /** Values for the parameters of the `@parameters` cell; the others have those of their cells. */
  parameters?: Readonly<Record<string, unknown>>
  /** Runs only these tasks and what they need. */
  only?: readonly string[]
  /** Runs this task and everything after it again, whatever the cache holds. */
  from?: string
  /** Runs every task, whatever the cache holds. */
  fresh?: boolean
}

/** How a flow run ended. */
export interface FlowRunSummary {
  /** Its id, by which `tsnb show` and `tsnb logs` find it. */
  run: string
  flow: string
  /** `completed`, `failed`, `timedOut` or `cancelled`. */
  state: string
  /** Milliseconds. */
  duration: number
  tasks: readonly FlowTaskSummary[]
  error?: { name: string; message: string; stack?: string }
}

/** How a task of a flow run, or an element of a `for=` task, ended. */
export interface FlowTaskSummary {
  name: string
  /** Its place in the list, of an element of a `for=` task. */
  element?: number
  /** What the element is called, by `label=`. */
  label?: string
  /** `completed`, `cached`, `failed`, `timedOut`, `crashed`, `cancelled` or `skipped`. */
  state: string
  attempts: number
  /** Milliseconds that the last attempt took, or that which gave the results. */
  duration?: number
  /** Why it was skipped. */
  reason?: string
  error?: { name: string; message: string; stack?: string }
  /** The flow run that computed the results, when cached. */
  cachedFrom?: string
}
