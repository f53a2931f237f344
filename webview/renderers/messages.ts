/** What the renderers show that VS Code has no MIME type for. */
export const errorType = "application/vnd.tsnb.error+json"
export const logType = "application/vnd.tsnb.log+json"

/** Names of the renderers that speak with the extension, as package.json has them. */
export const errorRenderer = "tsnb-error"
export const logRenderer = "tsnb-log"

/** An error of a cell. */
export interface ErrorOutput {
  name: string
  message: string
  /** Lines, perhaps in ANSI colours: of the frames, and of the code around. */
  stack: string
  /** Address of the cell. */
  cell: string
  /** 1-based line in the notebook's file that the cell began at when it ran; absent where frames count within cells. */
  line?: number
}

/** Tells that a task's log has more than its cell shows. */
export interface LogOutput {
  /** Id of the flow run. */
  run: string
  task: string
}

/** What a renderer asks of the extension. */
export type FromRenderer =
  /** Shows the place that a frame of an error names. */
  | { type: "reveal"; cell: string; cellLine?: number; source: string; line: number; column: number }
  /** Opens the whole log of a task's run, of the notebook that the output is in. */
  | ({ type: "showLog" } & LogOutput)
