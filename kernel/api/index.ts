import { inspect } from "node:util"
import { runtimeBridge } from "./bridge.ts"
import { artifactImage, artifactTable, givenText } from "./artifacts.ts"
import type { LogLevel } from "./types.ts"

export { FatalError, RetryAfter } from "./errors.ts"
export { flow } from "./flow.ts"
export { clearOutput, display, page } from "./display.ts"
export { document, type NotebookDocument } from "./document.ts"
export { jpeg, png, type ImageSize } from "./images.ts"
export { html, latex, markdown, svg, type Displayable } from "./rich.ts"
export { run } from "./run.ts"
export { serializer, type Serializer } from "./serializer.ts"
export { json, plotly, vegaLite, type PlotlyFigure } from "./specs.ts"
export type {
  Artifact,
  DisplayHandle,
  DisplayOptions,
  FlowRunOptions,
  FlowRunSummary,
  FlowTaskSummary,
  HookRun,
  LogLevel,
  MimeBundle,
} from "./types.ts"

/**
 * Reports how far the task is.
 * @param label what is being done, such as `"round 12, rmse 5.31"`
 */
export function progress(done: number, total: number, label?: string): void {
  runtimeBridge().progress(done, total, label)
}

function logAt(level: LogLevel) {
  return (...values: readonly unknown[]): void => {
    const text = values.map((value) => (typeof value === "string" ? value : inspect(value))).join(" ")
    runtimeBridge().log(level, text)
  }
}

/** Writes to the run's log at a level. */
export const log = { debug: logAt("debug"), info: logAt("info"), warn: logAt("warn"), error: logAt("error") } as const

/** Things for people to look at that stay with the run. */
export const artifact = {
  markdown(text: string): void {
    runtimeBridge().artifact({ kind: "markdown", text: givenText("The text of artifact.markdown()", text) })
  },
  /** @param rows objects (their keys become columns) or arrays */
  table(rows: readonly object[], caption?: string): void {
    runtimeBridge().artifact(artifactTable(rows, caption))
  },
  link(url: string | URL, text?: string): void {
    runtimeBridge().artifact({
      kind: "link",
      url: String(url),
      text: givenText("The text of a link", text ?? String(url)),
    })
  },
  /** @param image the bytes of a PNG, JPEG, GIF, WebP or SVG, or the path of such a file */
  image(image: Uint8Array | string, caption?: string): void {
    runtimeBridge().artifact(artifactImage(image, caption))
  },
} as const

/**
 * Says of something that it is meant to stay: the attempt doesn't wait for it, and it ends with the attempt's process.
 * @param lasting something with `unref()`, such as a server, a timer, a socket or a child process. Of anything else, such as a
 * promise or a pool of connections, nobody can tell what belongs to it: then the attempt waits for nothing after its cell
 * @returns the same
 */
export function background<Lasting>(lasting: Lasting): Lasting {
  runtimeBridge().background(lasting)
  return lasting
}

/** What another notebook's tasks defined, by name. Like what `JSON.parse` gives, only the reader knows its type. */
export type SubflowResults = Record<string, ReturnType<typeof JSON.parse>>

declare global {
  /** What the tasks of other notebooks define, by the path under which `subflow()` names them: filled in by tsnb. */
  interface TsnbNotebooks {}
}

/** What a notebook gives, as far as its path tells. */
export type ResultsOf<Path> = Path extends keyof TsnbNotebooks ? TsnbNotebooks[Path] : SubflowResults

/**
 * Runs another notebook as a child flow run.
 * @param notebook its path, relative to this notebook's folder
 * @param parameters values for its `@parameters`
 * @param options `names`: which of its values are wanted; the others aren't loaded
 * @returns the values that its tasks define, by name
 */
export function subflow<const Path extends string, Name extends keyof ResultsOf<Path> = keyof ResultsOf<Path>>(
  notebook: Path,
  parameters?: Readonly<Record<string, unknown>>,
  options?: { names?: readonly Name[] },
): Promise<Pick<ResultsOf<Path>, Name>>
/** The same, where the types of the values are said: `subflow<{ rows: Row[] }>("./prepare.tsnb")`. */
export function subflow<Results extends object>(
  notebook: string,
  parameters?: Readonly<Record<string, unknown>>,
  options?: { names?: readonly (keyof Results & string)[] },
): Promise<Results>
export function subflow(
  notebook: string,
  parameters: Readonly<Record<string, unknown>> = {},
  options: { names?: readonly string[] } = {},
): Promise<unknown> {
  return runtimeBridge().subflow(notebook, parameters, namesIn(options))
}

/** Cells are checked by their editor at most. */
function namesIn({ names }: { names?: unknown }): readonly string[] | undefined {
  if (names === undefined) return undefined
  if (Array.isArray(names) && names.every((name) => typeof name === "string")) return names
  throw new TypeError('subflow(): `names` is a list of names, such as ["rows"]')
}

/**
 * Asks the person at the front end for a line of text.
 * @param options `password`: what is typed isn't shown
 * @throws {Error} at once, where nobody can be asked: in a flow run, or when the client allows no input
 */
export function input(prompt = "", options: { password?: boolean } = {}): Promise<string> {
  return runtimeBridge().input(prompt, options.password === true)
}
