import { basename } from "node:path"
import { workspace, type NotebookDocument } from "vscode"
import { graphMessage } from "../../kernel/flowService/graphMessage.ts"
import { parameterMessage } from "../../kernel/flowService/parameterMessage.ts"
import { declaredParameters } from "../../kernel/session/openFlow.ts"
import type { NotebookMessage } from "../../webview/messages.ts"
import { notebookGraph } from "../flow/notebookGraph.ts"

/** A notebook as the panel draws it, worked out without a kernel. */
export function notebookMessage(notebook: NotebookDocument): NotebookMessage {
  const { cells, graph } = notebookGraph(notebook)
  const { type: _, request: _request, ...drawn } = graphMessage("", graph, cells)
  return {
    type: "notebook",
    name: basename(notebook.uri.path),
    uri: notebook.uri.toString(),
    isTrusted: workspace.isTrusted,
    ...drawn,
    parameters: declaredParameters(graph).map(parameterMessage),
  }
}
