/** How much a log line matters. */
export type LogLevel = "debug" | "info" | "warn" | "error"

/** A value's representations by MIME type, as in Jupyter's `display_data`. */
export type MimeBundle = Readonly<Record<string, unknown>>

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
