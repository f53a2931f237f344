import type {
  CellProblemMessage,
  FromFlowKernel,
  GraphCellMessage,
  GraphEdgeMessage,
  ParameterMessage,
  ToFlowKernel,
} from "../kernel/flowService/messages.ts"
import type { TaskOutline } from "../kernel/flow/events.ts"
import type { EditorMessage } from "./editorMessage.ts"

/*
 * What the panel and its host say to each other. About flows they speak as a front end and its kernel do: the host sends
 * the cells, and passes on the rest. A host is VS Code's extension, or a server for browsers.
 */

/** What the panel asks of the kernel, by way of its host. */
export type PanelRequest = Extract<ToFlowKernel, { type: keyof typeof answerTypes }>

/** What the kernel says that concerns the panel: not the graph, which comes with the notebook. */
export type KernelMessage = Extract<
  FromFlowKernel,
  { type: (typeof answerTypes)[keyof typeof answerTypes] | "events" | "runEnded" | "failed" }
>

/** What the panel sends. */
export type FromPanel = PanelRequest | EditorMessage

/** The notebook as it stands in the editor, saved or not. */
export interface NotebookMessage {
  type: "notebook"
  /** The file's name. */
  name: string
  /** By which the panel is opened again. */
  uri: string
  /** Nothing runs unless it is trusted. */
  isTrusted: boolean
  flow: string
  cells: readonly GraphCellMessage[]
  edges: readonly GraphEdgeMessage[]
  tasks: readonly TaskOutline[]
  problems: readonly CellProblemMessage[]
  parameters: readonly ParameterMessage[]
}

/** Whether runs can be asked for. */
export type KernelState = { state: "off" | "starting" | "ready" } | { state: "gone"; reason: string }

/** What the host sends. */
export type ToPanel =
  | NotebookMessage
  /** The cell in which the person is; none when in no code cell. */
  | { type: "selected"; cell?: string }
  | (KernelState & { type: "kernel" })
  /** The run that the person wants to look at. */
  | { type: "showRun"; run: string }
  | KernelMessage

/** For each request the type of its answer. */
export const answerTypes = {
  run: "runStarted",
  rerun: "runStarted",
  preview: "preview",
  cancel: "cancelling",
  parameters: "parameters",
  runs: "runs",
  annotate: "annotated",
  results: "results",
  value: "value",
  events: "eventsSent",
} as const satisfies Partial<Record<ToFlowKernel["type"], FromFlowKernel["type"]>>

/** Whether a request is one of those that the panel makes. */
export function isPanelRequest(message: ToFlowKernel): message is PanelRequest {
  return message.type in answerTypes
}
