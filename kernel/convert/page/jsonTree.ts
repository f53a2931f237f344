import { html, type Html } from "./html.ts"

/** Elements of one list beyond this are counted. */
const maxElements = 200
const maxDepth = 20

/** A JSON value as a tree to fold and unfold. */
export function jsonTree(value: unknown, name?: string, depth = 0): Html {
  const label = name !== undefined && html`<span class="key">${name}: </span>`
  if (typeof value !== "object" || value === null || depth >= maxDepth) {
    return html`<div>${label}<span class="value">${JSON.stringify(value) ?? String(value)}</span></div>`
  }
  const entries = Object.entries(value)
  const summary = Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`
  if (entries.length === 0) return html`<div>${label}<span class="value">${summary}</span></div>`
  const shown = entries.slice(0, maxElements).map(([key, child]) => jsonTree(child, key, depth + 1))
  const hidden = entries.length - shown.length
  return html`<details${depth === 0 && html` open`}><summary>${label}<span class="value">${summary}</span></summary>${shown}${hidden > 0 && html`<div class="note">… and ${hidden} more</div>`}</details>`
}
