import type { OutputItem } from "vscode-notebook-renderer"
import { jsonTree } from "./jsonTree.ts"
import { styled } from "./styles.ts"
import { errorMessage } from "../../kernel/errorMessage.ts"

const style = `
.tsnb-failure { font: var(--vscode-font-size) var(--vscode-font-family); }
.tsnb-failure > p { margin: 0 0 6px; color: var(--vscode-errorForeground); }
`

/** Says why an output can't be drawn, and shows its data instead. */
export function showFailure(element: HTMLElement, what: string, error: unknown, item: OutputItem): void {
  styled("failure", style)
  const message = document.createElement("p")
  message.setAttribute("role", "alert")
  message.textContent = `The ${what} can't be drawn: ${errorMessage(error)}`
  const box = document.createElement("div")
  box.className = "tsnb-failure"
  box.append(message, dataOf(item))
  element.append(box)
}

function dataOf(item: OutputItem): HTMLElement {
  try {
    return jsonTree(item.json(), { isExpanded: false })
  } catch {
    // It isn't JSON, which is what is wrong with it.
    const text = document.createElement("pre")
    text.textContent = item.text()
    return text
  }
}
