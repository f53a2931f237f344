import type { KernelRequest } from "./kernelRequest.ts"
import type { Artifact, LogLevel, MimeBundle } from "./types.ts"

/** What goes with a value that is displayed. */
export interface DisplayRequest {
  id: string
  /** Whether the value takes the place of what was displayed under the id. */
  isUpdate: boolean
  /** Whether the value is a bundle of data by MIME type. */
  raw: boolean
  metadata?: MimeBundle
}

/**
 * What a session or worker process offers to the module `tsnb`. The module is loaded apart from the runtime (it is a
 * file of its own when bundled), so the two meet at a symbol of `globalThis`.
 */
export interface RuntimeBridge {
  log(level: LogLevel, text: string): void
  display(value: unknown, request: DisplayRequest): void
  /** Takes away what the cell has shown; with `wait`, when the next output comes. */
  clear(wait: boolean): void
  /** Shows a value in the front end's pager. */
  page(value: unknown): void
  progress(done: number, total: number, label?: string): void
  artifact(artifact: Artifact): void
  /** Aborted when the cell's attempt is to end. */
  signal(): AbortSignal
  /** Takes something that is meant to stay out of what the attempt waits for. */
  background(value: unknown): void
  /** @param names which of its values are wanted; all unless given */
  subflow(
    notebook: string,
    parameters: Readonly<Record<string, unknown>>,
    names?: readonly string[],
  ): Promise<Record<string, unknown>>
  /** Asks the kernel something about the flow of the notebook's own task cells; the answer is plain data. */
  askKernel(request: Exclude<KernelRequest, { kind: "subflow" }>): Promise<unknown>
  /** Asks the person at the front end. */
  input(prompt: string, isPassword: boolean): Promise<string>
}

const bridgeSymbol = Symbol.for("tsnb.runtime")

/** Called by the runtime once, before any cell runs. */
export function offerBridge(bridge: RuntimeBridge): void {
  Object.defineProperty(globalThis, bridgeSymbol, { value: bridge, configurable: true })
}

/** The runtime around this code. @throws when the code doesn't run inside tsnb. */
export function runtimeBridge(): RuntimeBridge {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The property is only ever set by `offerBridge`.
  const bridge = Reflect.get(globalThis, bridgeSymbol) as RuntimeBridge | undefined
  if (!bridge) {
    throw new Error("The module 'tsnb' works only inside a notebook's cells. Run the notebook with `tsnb run`.")
  }
  return bridge
}
