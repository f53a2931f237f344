import type { EditorMessage, FromPanel, PanelRequest, ToPanel } from "./messages.ts"

/** A message between the panel and its host that isn't of any form. */
export class PanelMessageError extends Error {
  override readonly name = "PanelMessageError"
}

type Field = "text" | "line" | "optional text" | "optional line"

const editorForms = {
  ready: {},
  reveal: { cell: "optional text", line: "optional line" },
  copy: { text: "text" },
  save: { name: "text", text: "text" },
  openLink: { url: "text" },
  connect: {},
} satisfies Record<EditorMessage["type"], Readonly<Record<string, Field>>>

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
  const message = fieldsOf(data)
  const { type } = message
  const form =
    typeof type === "string"
      ? new Map<string, Readonly<Record<string, Field>>>(Object.entries(editorForms)).get(type)
      : undefined
  if (!form) return decodeRequest(data)
  for (const [name, field] of Object.entries(form)) {
    if (!isField(message[name], field)) throw new PanelMessageError(`'${String(type)}': '${name}' has to be a ${field}`)
  }
  // Checked field by field above.
  return message as unknown as EditorMessage
}

/**
 * Takes what the host sent for what it is. The host is of the same version: its type tells the rest.
 * @throws {PanelMessageError} when there is no such type
 */
export function decodeToPanel(data: unknown): ToPanel {
  const message = fieldsOf(data)
  const { type } = message
  if (typeof type !== "string" || !hostTypes.has(type)) {
    throw new PanelMessageError(`The host sent a message of an unknown type: ${JSON.stringify(type)}`)
  }
  return message as unknown as ToPanel
}

function fieldsOf(data: unknown): Readonly<Record<string, unknown>> {
  if (typeof data !== "object" || data === null) throw new PanelMessageError("A message is an object with a 'type'")
  return data as Readonly<Record<string, unknown>>
}

function isField(value: unknown, field: Field): boolean {
  if (value === undefined) return field.startsWith("optional")
  if (field.endsWith("text")) return typeof value === "string"
  return Number.isSafeInteger(value) && Number(value) > 0
}
