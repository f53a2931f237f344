import type { CellOutput } from "../../kernel/model/cellOutput.ts"
import { errorType, logType, type ErrorOutput, type LogOutput } from "../../webview/renderers/messages.ts"
import type { Content } from "../kernel/kernelClient.ts"
import { isObject } from "../../kernel/isObject.ts"

/** An output item as VS Code takes it: bytes of a MIME type. */
export interface OutputItem {
  mime: string
  data: Uint8Array
}

/** What went wrong in a cell. */
export type ShownError = Pick<ErrorOutput, "name" | "message" | "stack">

/** What a message of the kernel's means for the outputs of its cell. */
export type OutputChange =
  | { kind: "add"; items: readonly OutputItem[]; displayId?: string; metadata?: Content }
  | { kind: "update"; items: readonly OutputItem[]; displayId: string }
  /** Goes on from the text before, if that came by the same stream. */
  | { kind: "stream"; stream: "stdout" | "stderr"; text: string }
  | { kind: "error"; error: ShownError }
  /** A link to the whole log, of which the cell shows a part. */
  | { kind: "log"; log: LogOutput }
  | { kind: "clear"; wait: boolean }

const streamTypes = {
  stdout: "application/vnd.code.notebook.stdout",
  stderr: "application/vnd.code.notebook.stderr",
} as const
const plainErrorType = "application/vnd.code.notebook.error"

/** What becomes of a cell's outputs by a message; undefined when it says nothing of them. */
export function outputChange(type: string, content: Content): OutputChange | undefined {
  switch (type) {
    case "stream":
      return {
        kind: "stream",
        stream: content["name"] === "stderr" ? "stderr" : "stdout",
        text: textOf(content["text"]),
      }
    case "display_data":
    case "execute_result": {
      const displayId = displayIdOf(content)
      const metadata = recordOf(content["metadata"])
      return { kind: "add", items: itemsOf(content["data"]), metadata, ...(displayId !== undefined && { displayId }) }
    }
    case "update_display_data": {
      const displayId = displayIdOf(content)
      return displayId === undefined ? undefined : { kind: "update", items: itemsOf(content["data"]), displayId }
    }
    case "error":
      return { kind: "error", error: errorOf(content) }
    case "clear_output":
      return { kind: "clear", wait: content["wait"] === true }
    default:
      return undefined
  }
}

/** The same for what an event of a flow run shows. */
export function outputChangeOf(output: CellOutput): OutputChange {
  switch (output.kind) {
    case "display": {
      const { data, metadata = {}, displayId } = output
      return { kind: "add", items: itemsOf(data), metadata, ...(displayId !== undefined && { displayId }) }
    }
    case "update":
      return { kind: "update", items: itemsOf(output.data), displayId: output.displayId }
    default:
      return output
  }
}

/** The text of a stream as an output item. */
export function streamItem(stream: "stdout" | "stderr", text: string): OutputItem {
  return { mime: streamTypes[stream], data: Buffer.from(text) }
}

/** The link to a task's whole log as an output item. */
export function logItem(log: LogOutput): OutputItem {
  return { mime: logType, data: Buffer.from(JSON.stringify(log)) }
}

/** An error as output items: with links to the places in its stack, and as other renderers know errors. */
export function errorItems(error: ErrorOutput): readonly OutputItem[] {
  const { name, message, stack } = error
  return [
    { mime: errorType, data: Buffer.from(JSON.stringify(error)) },
    { mime: plainErrorType, data: Buffer.from(JSON.stringify({ name, message, stack })) },
  ]
}

function errorOf({ ename, evalue, traceback }: Content): ShownError {
  const stack = Array.isArray(traceback) ? traceback.map(String).join("\n") : ""
  return { name: textOf(ename), message: textOf(evalue), stack }
}

function itemsOf(data: unknown): readonly OutputItem[] {
  return Object.entries(recordOf(data)).map(([mime, value]) => ({ mime, data: bytesOf(mime, value) }))
}

function bytesOf(mime: string, value: unknown): Uint8Array {
  if (typeof value !== "string") return Buffer.from(JSON.stringify(value) ?? "null")
  const isBinary = /^(image|audio|video)\//.test(mime) && !mime.endsWith("+xml")
  return Buffer.from(value, isBinary ? "base64" : "utf8")
}

function displayIdOf({ transient }: Content): string | undefined {
  const id = recordOf(transient)["display_id"]
  return typeof id === "string" ? id : undefined
}

function recordOf(value: unknown): Content {
  return isObject(value) ? value : {}
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : ""
}
