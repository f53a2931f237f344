import { childrenOf, previewOf, summaryOf, type Child } from "./jsonPreview.ts"
import { styled } from "./styles.ts"

/** Children that are shown at once; a button brings as many more. */
const pageSize = 100
/** Lines that a tree which is unfolded from the start shows at most. */
const maxExpanded = 500

const style = `
.tsnb-json { font: var(--notebook-cell-output-font-size, var(--vscode-editor-font-size)) / 1.5
  var(--vscode-editor-font-family, monospace); color: var(--vscode-editor-foreground); overflow-wrap: anywhere; }
.tsnb-json details > div { margin-left: 0.4em; padding-left: 0.9em; border-left: 1px solid rgba(128, 128, 128, 0.3); }
.tsnb-json details > div > div, .tsnb-json details > div > button { margin-left: 1em; }
.tsnb-json summary { cursor: pointer; list-style: none; padding-left: 1em; white-space: nowrap; overflow: hidden;
  text-overflow: ellipsis; }
.tsnb-json summary::before { content: "▸"; display: inline-block; width: 1em; margin-left: -1em; opacity: 0.7; }
.tsnb-json details[open] > summary::before { content: "▾"; }
.tsnb-json details[open] > summary > .tsnb-preview { display: none; }
.tsnb-json summary:focus-visible, .tsnb-json button:focus-visible { outline: 1px solid var(--vscode-focusBorder);
  outline-offset: 1px; }
.tsnb-json button { font: inherit; color: var(--vscode-textLink-foreground); background: none; border: none; padding: 0;
  cursor: pointer; }
.tsnb-json button:hover { text-decoration: underline; }
.tsnb-key { color: var(--vscode-symbolIcon-propertyForeground, inherit); font-weight: 600; }
.tsnb-preview { color: var(--vscode-descriptionForeground); }
.tsnb-string { color: var(--vscode-debugTokenExpression-string); white-space: pre-wrap; }
.tsnb-number { color: var(--vscode-debugTokenExpression-number); }
.tsnb-boolean, .tsnb-null { color: var(--vscode-debugTokenExpression-boolean); }
`

/**
 * A value of JSON as a tree that can be folded, with the mouse or the keys of trees. What is folded isn't on the page.
 * @param options `isExpanded`: whether all of it is unfolded at first, as far as it is not too much
 */
export function jsonTree(value: unknown, { isExpanded }: { isExpanded: boolean }): HTMLElement {
  styled("json", style)
  const root = document.createElement("div")
  root.className = "tsnb-json"
  const budget = { left: isExpanded ? maxExpanded : 0 }
  const node = nodeOf({ value }, budget)
  root.append(node)
  if (node instanceof HTMLDetailsElement) node.open = true
  root.addEventListener("keydown", moveInTree)
  return root
}

function nodeOf(child: Child, budget: { left: number }): HTMLElement {
  const children = childrenOf(child.value)
  if (!children) return leafOf(child)
  const details = document.createElement("details")
  const summary = document.createElement("summary")
  summary.append(...keyOf(child), text("tsnb-count", summaryOf(child.value)))
  summary.append(text("tsnb-preview", ` ${previewOf(child.value)}`))
  const body = document.createElement("div")
  details.append(summary, body)
  budget.left -= children.length
  if (budget.left > 0) {
    fill(body, children, 0, budget)
    details.open = true
  }
  details.addEventListener("toggle", () => {
    if (details.open && !body.hasChildNodes()) fill(body, children, 0, { left: 0 })
  })
  return details
}

function fill(body: HTMLElement, children: readonly Child[], from: number, budget: { left: number }): void {
  const page = children.slice(from, from + pageSize)
  body.append(...page.map((child) => nodeOf(child, budget)))
  const left = children.length - from - page.length
  if (left === 0) return
  const more = document.createElement("button")
  more.textContent = `Show ${Math.min(left, pageSize)} of ${left.toLocaleString()} more`
  more.addEventListener("click", () => {
    const next = body.childNodes.length - 1
    more.remove()
    fill(body, children, next, { left: 0 })
    focusable(body.children[next])?.focus()
  })
  body.append(more)
}

function leafOf(child: Child): HTMLElement {
  const line = document.createElement("div")
  const { value } = child
  const kind = value === null ? "null" : typeof value
  line.append(...keyOf(child), text(`tsnb-${kind}`, JSON.stringify(value) ?? "undefined"))
  return line
}

function keyOf({ key }: Child): readonly Node[] {
  return key === undefined ? [] : [text("tsnb-key", key), document.createTextNode(": ")]
}

function text(name: string, content: string): HTMLElement {
  const span = document.createElement("span")
  span.className = name
  span.textContent = content
  return span
}

function focusable(node: Element | undefined): HTMLElement | null | undefined {
  return node?.querySelector<HTMLElement>("summary, button")
}

/** Up and down go from line to line; left folds or goes to the parent, right unfolds. */
function moveInTree(event: KeyboardEvent): void {
  const { target, currentTarget, key } = event
  if (!(target instanceof HTMLElement) || !(currentTarget instanceof HTMLElement)) return
  const details = target.tagName === "SUMMARY" ? target.closest("details") : null
  if (key === "ArrowRight" && details && !details.open) details.open = true
  else if (key === "ArrowLeft" && details?.open) details.open = false
  else if (key === "ArrowLeft")
    target.parentElement?.parentElement?.closest("details")?.querySelector("summary")?.focus()
  else if (key === "ArrowDown" || key === "ArrowUp" || key === "ArrowRight") {
    const stops = [...currentTarget.querySelectorAll<HTMLElement>("summary, button")].filter(
      (stop) => stop.offsetParent,
    )
    stops[stops.indexOf(target) + (key === "ArrowUp" ? -1 : 1)]?.focus()
  } else return
  // The notebook takes them for its own otherwise.
  event.preventDefault()
  event.stopPropagation()
}
