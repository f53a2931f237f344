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
  error?: { name: string; message: string }
  tasks: readonly { name: string; element?: number; state: string }[]
}
