import { ContentError, Fields } from "./fields.ts"
import type { Received } from "./wire/message.ts"

/** What a front end asks with an `execute_request`. */
export interface ExecuteRequest {
  code: string
  silent: boolean
  storeHistory: boolean
  userExpressions: Readonly<Record<string, string>>
  allowStdin: boolean
  stopOnError: boolean
  /** What the front end knows the cell by; JupyterLab and VS Code tell it. */
  cell: string | undefined
}

/** A place in code; `cursor` counts code points, as all of Jupyter does. */
export interface CodePlace {
  code: string
  cursor: number
}

export interface InspectRequest extends CodePlace {
  /** 1 asks for more, such as source code. */
  detail: number
}

/** Which cells of the past a front end wants to see. */
export type HistoryRequest =
  | { kind: "tail"; output: boolean; count: number }
  | {
      kind: "range"
      output: boolean
      /** 0 is this session, -1 the one before. */
      session: number
      start: number
      /** The first that isn't wanted any more. */
      stop: number | undefined
    }
  | { kind: "search"; output: boolean; pattern: string; count: number | undefined; unique: boolean }

export interface CommOpen {
  comm: string
  target: string
  data: unknown
}

export interface CommMessage {
  comm: string
  data: unknown
}

export interface InputReply {
  value: string
}

// Each decoder takes a request's content for what its type says. All of them throw a ContentError.

export function executeRequest({ content, metadata }: Received): ExecuteRequest {
  const fields = new Fields("execute_request", content)
  const silent = fields.flag("silent", false)
  return {
    code: fields.text("code"),
    silent,
    storeHistory: !silent && fields.flag("store_history", true),
    userExpressions: fields.texts("user_expressions"),
    allowStdin: fields.flag("allow_stdin", true),
    stopOnError: fields.flag("stop_on_error", true),
    cell: typeof metadata["cellId"] === "string" ? metadata["cellId"] : undefined,
  }
}

export function completeRequest({ content }: Received): CodePlace {
  return codePlace(new Fields("complete_request", content))
}

export function inspectRequest({ content }: Received): InspectRequest {
  const fields = new Fields("inspect_request", content)
  return { ...codePlace(fields), detail: fields.whole("detail_level", 0) }
}

export function isCompleteRequest({ content }: Received): { code: string } {
  return { code: new Fields("is_complete_request", content).text("code") }
}

export function historyRequest({ content }: Received): HistoryRequest {
  const fields = new Fields("history_request", content)
  const kind = fields.text("hist_access_type", "tail")
  const output = fields.flag("output", false)
  if (kind === "tail") return { kind, output, count: fields.whole("n", 10) }
  if (kind === "range") {
    return {
      kind,
      output,
      session: fields.whole("session", 0),
      start: fields.whole("start", 1),
      stop: fields.has("stop") ? fields.whole("stop") : undefined,
    }
  }
  if (kind === "search") {
    return {
      kind,
      output,
      pattern: fields.text("pattern", "*"),
      count: fields.has("n") ? fields.whole("n") : undefined,
      unique: fields.flag("unique", false),
    }
  }
  throw new ContentError(`The history_request's 'hist_access_type' has to be tail, range or search`)
}

export function commInfoRequest({ content }: Received): { target: string | undefined } {
  const fields = new Fields("comm_info_request", content)
  return { target: fields.has("target_name") ? fields.text("target_name") : undefined }
}

export function commOpen({ content }: Received): CommOpen {
  const fields = new Fields("comm_open", content)
  return { comm: fields.text("comm_id"), target: fields.text("target_name"), data: fields.any("data") }
}

export function commMessage({ header, content }: Received): CommMessage {
  const fields = new Fields(header.msg_type, content)
  return { comm: fields.text("comm_id"), data: fields.any("data") }
}

export function shutdownRequest({ content }: Received): { restart: boolean } {
  return { restart: new Fields("shutdown_request", content).flag("restart", false) }
}

export function inputReply({ content }: Received): InputReply {
  return { value: new Fields("input_reply", content).text("value") }
}

export function deleteSubshellRequest({ content }: Received): { subshell: string } {
  return { subshell: new Fields("delete_subshell_request", content).text("subshell_id") }
}

function codePlace(fields: Fields): CodePlace {
  const code = fields.text("code")
  // A client that doesn't say means the end; no code has more code points than UTF-16 units.
  return { code, cursor: fields.whole("cursor_pos", code.length) }
}
