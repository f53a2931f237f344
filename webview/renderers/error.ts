import Anser from "anser"
import type { ActivationFunction, RendererContext } from "vscode-notebook-renderer"
import { styledTexts } from "../model/ansi.ts"
import { stackPieces, type StackPiece } from "./frames.ts"
import type { ErrorOutput, FromRenderer } from "./messages.ts"
import { rendererOf } from "./outputs.ts"
import { styled } from "./styles.ts"

const style = `
.tsnb-error { border-left: 3px solid var(--vscode-errorForeground); padding: 2px 0 2px 10px; margin: 0;
  font-size: var(--notebook-cell-output-font-size, var(--vscode-editor-font-size)); line-height: 1.5;
  font-family: var(--vscode-editor-font-family, monospace); color: var(--vscode-editor-foreground); }
.tsnb-error > p { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.tsnb-error > p > b { color: var(--vscode-errorForeground); }
.tsnb-error > pre { margin: 4px 0 0; font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }
.tsnb-error a { color: var(--vscode-textLink-foreground); text-decoration: underline; cursor: pointer; }
.tsnb-error a:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; }
.tsnb-error .ansi-red-fg, .tsnb-error .ansi-bright-red-fg { color: var(--vscode-errorForeground); }
.tsnb-error .ansi-cyan-fg { color: var(--vscode-terminal-ansiCyan); }
.tsnb-error .ansi-green-fg { color: var(--vscode-terminal-ansiGreen); }
.tsnb-error .ansi-yellow-fg { color: var(--vscode-terminal-ansiYellow); }
.tsnb-error .ansi-blue-fg { color: var(--vscode-terminal-ansiBlue); }
.tsnb-error .ansi-magenta-fg { color: var(--vscode-terminal-ansiMagenta); }
.tsnb-error .ansi-bold { font-weight: bold; }
.tsnb-error .ansi-dim { color: var(--vscode-descriptionForeground); }
.tsnb-error .ansi-italic { font-style: italic; }
.tsnb-error .ansi-underline { text-decoration: underline; }
`

/** Shows errors; a click on a place in the stack goes there. */
export const activate: ActivationFunction = (context) =>
  rendererOf("error", (item, element) => {
    styled("error", style)
    element.append(errorElement(errorOf(item.json()), context))
    return () => element.replaceChildren()
  })

function errorElement(error: ErrorOutput, context: RendererContext<unknown>): HTMLElement {
  const box = document.createElement("div")
  box.className = "tsnb-error"
  const title = document.createElement("p")
  const name = document.createElement("b")
  name.textContent = error.name
  title.append(name, error.message === "" ? "" : `: ${error.message}`)
  box.append(title)
  const lines = framesOf(error)
  if (lines.length === 0) return box
  const stack = document.createElement("pre")
  for (const [index, line] of lines.entries())
    stack.append(...(index === 0 ? [] : ["\n"]), ...nodesOf(line, error, context))
  box.append(stack)
  return box
}

/** The stack without the name and the message at its beginning, which stand above. */
function framesOf({ name, message, stack }: ErrorOutput): readonly string[] {
  const lines = stack.split("\n")
  const title = `${name}: ${message}`.split("\n")
  const repeated = title.every((text, index) => plain(lines[index] ?? "").trim() === text.trim())
  const rest = repeated ? lines.slice(title.length) : lines
  return rest.every((line) => line.trim() === "") ? [] : rest
}

function nodesOf(line: string, error: ErrorOutput, context: RendererContext<unknown>): readonly Node[] {
  const pieces = stackPieces(plain(line))
  if (!context.postMessage || pieces.every(({ place }) => !place)) return coloured(line)
  return pieces.map((piece) =>
    piece.place ? link(piece, piece.place, error, context) : document.createTextNode(piece.text),
  )
}

function link(
  { text }: StackPiece,
  { source, line, column }: NonNullable<StackPiece["place"]>,
  error: ErrorOutput,
  context: RendererContext<unknown>,
): HTMLElement {
  const { cell, line: cellLine } = error
  const message: FromRenderer = {
    type: "reveal",
    cell,
    source,
    line,
    column,
    ...(cellLine !== undefined && { cellLine }),
  }
  const anchor = document.createElement("a")
  anchor.href = "#"
  anchor.textContent = text
  anchor.title = "Go to this line"
  anchor.addEventListener("click", (event) => {
    event.preventDefault()
    // VS Code would take it for a link of its own.
    event.stopPropagation()
    context.postMessage?.(message)
  })
  return anchor
}

function coloured(line: string): readonly Node[] {
  return styledTexts(line).map(({ text, classes }) => {
    if (classes.length === 0) return document.createTextNode(text)
    const span = document.createElement("span")
    span.className = classes.join(" ")
    span.textContent = text
    return span
  })
}

function plain(line: string): string {
  return Anser.ansiToText(line)
}

function errorOf(value: unknown): ErrorOutput {
  const fields: Partial<Record<keyof ErrorOutput, unknown>> = Object(value)
  const text = (name: keyof ErrorOutput): string => {
    const field = fields[name]
    return typeof field === "string" ? field : ""
  }
  return {
    name: text("name"),
    message: text("message"),
    stack: text("stack"),
    cell: text("cell"),
    ...(typeof fields.line === "number" && { line: fields.line }),
  }
}
