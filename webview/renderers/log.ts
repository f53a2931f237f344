import type { ActivationFunction } from "vscode-notebook-renderer"
import type { FromRenderer } from "./messages.ts"
import { rendererOf } from "./outputs.ts"
import { styled } from "./styles.ts"

const style = `
.tsnb-log { margin: 0; color: var(--vscode-descriptionForeground); font: var(--vscode-font-size) var(--vscode-font-family); }
.tsnb-log a { color: var(--vscode-textLink-foreground); cursor: pointer; }
.tsnb-log a:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; }
`

/** Links to the whole log of a task, of which its cell shows a part. */
export const activate: ActivationFunction = (context) =>
  rendererOf("link to the log", (item, element) => {
    styled("log", style)
    const { run, task }: Partial<Record<string, unknown>> = Object(item.json())
    const message: FromRenderer = { type: "showLog", run: String(run), task: String(task) }
    const line = document.createElement("p")
    line.className = "tsnb-log"
    const anchor = document.createElement("a")
    anchor.href = "#"
    anchor.textContent = "Show whole log"
    anchor.addEventListener("click", (event) => {
      event.preventDefault()
      event.stopPropagation()
      context.postMessage?.(message)
    })
    line.append("Not all of the log is shown here. ", anchor)
    element.append(line)
    return () => element.replaceChildren()
  })
