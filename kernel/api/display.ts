import { randomUUID } from "node:crypto"
import { inspect } from "node:util"
import { runtimeBridge } from "./bridge.ts"
import { displaySymbol, type Displayable } from "./rich.ts"
import type { DisplayHandle, DisplayOptions } from "./types.ts"

/**
 * Shows a value as a cell's output: data frames as tables, DOM elements and charts as such, whatever has a method
 * `[Symbol.for("Jupyter.display")]` by that, everything else as text.
 * @returns a handle to replace it later
 */
export function display(value: unknown, options: DisplayOptions = {}): DisplayHandle {
  const { id = randomUUID() } = options
  if (typeof id !== "string") throw new TypeError(`The id of a display is a text, not ${inspect(id, { depth: 0 })}`)
  show(value, id, false, options)
  const handle: DisplayHandle & Displayable = {
    id,
    update: (value, options = {}) => show(value, id, true, options),
    // As a cell's last expression, it is nothing to look at.
    [displaySymbol]: () => ({}),
  }
  return handle
}

function show(value: unknown, id: string, isUpdate: boolean, { raw = false, metadata }: DisplayOptions): void {
  if (raw && !isBundle(value)) {
    throw new TypeError(
      "With `raw`, display() takes an object of MIME types and their data, " +
        `such as { "text/html": "<b>x</b>" }, not ${inspect(value, { depth: 0 })}`,
    )
  }
  runtimeBridge().display(value, { id, isUpdate, raw, ...(metadata && { metadata }) })
}

function isBundle(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false
  const types = Object.keys(value)
  return types.length > 0 && types.every((type) => type.includes("/"))
}

/**
 * Takes away what the cell has shown so far.
 * @param options `wait`: only when the next output comes, so that nothing flickers
 */
export function clearOutput(options: { wait?: boolean } = {}): void {
  runtimeBridge().clear(options.wait === true)
}

/** Shows a value in the front end's pager, beside the notebook. In a flow run, it is displayed. */
export function page(value: unknown): void {
  runtimeBridge().page(value)
}
