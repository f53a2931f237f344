import * as v from "valibot"
import { isObject } from "../kernel/isObject.ts"
import { editorMessage } from "./editorMessage.ts"
import type { FromPanel, PanelRequest, ToPanel } from "./messages.ts"

/** A message between the panel and its host that isn't of any form. */
export class PanelMessageError extends Error {
  override readonly name = "PanelMessageError"
}

const hostTypes: ReadonlySet<string> = new Set<ToPanel["type"]>([
  "notebook",
  "selected",
  "kernel",
  "showRun",
  "runStarted",
  "events",
  "runEnded",
  "preview",
  "cancelling",
  "parameters",
  "runs",
  "annotated",
  "results",
  "value",
  "eventsSent",
  "failed",
])

/**
 * Takes what the panel sent for what it is.
 * @param decodeRequest takes what is for the kernel
 * @throws {PanelMessageError} when it isn't of the form, and what `decodeRequest` throws
 */
export function decodeFromPanel(data: unknown, decodeRequest: (data: unknown) => PanelRequest): FromPanel {
  if (!isObject(data)) throw noMessage()
  const { success, output, issues } = v.safeParse(editorMessage, data)
  if (success) return output
  const [issue] = issues
  const field = v.getDotPath(issue)
  if (field === "type") return decodeRequest(data)
  throw new PanelMessageError(`'${String(data["type"])}': '${field}' has to be ${issue.message}`)
}

/**
 * Takes what the host sent for what it is.
 * @throws {PanelMessageError} when there is no such type
 */
export function decodeToPanel(data: unknown): ToPanel {
  if (!isObject(data)) throw noMessage()
  const { type } = data
  if (typeof type !== "string" || !hostTypes.has(type)) {
    throw new PanelMessageError(`The host sent a message of an unknown type: ${JSON.stringify(type)}`)
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The host is of the same version.
  return data as unknown as ToPanel
}

function noMessage(): PanelMessageError {
  return new PanelMessageError("A message is an object with a 'type'")
}
