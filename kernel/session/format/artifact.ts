import type { Artifact, MimeBundle } from "../../api/types.ts"
import { escapeMarkup } from "../../flow/escapeMarkup.ts"
import { artifactLines, cellText } from "./shown.ts"

/** Rows of a table that a notebook shows. */
const mostRows = 200

/** An artifact as a front end shows it. */
export function artifactBundle(artifact: Artifact): MimeBundle {
  const text = { "text/plain": artifactLines(artifact).join("\n") }
  switch (artifact.kind) {
    case "markdown":
      return { "text/markdown": artifact.text, ...text }
    case "link":
      return { "text/html": `<a href="${escapeMarkup(artifact.url)}">${escapeMarkup(artifact.text)}</a>`, ...text }
    case "image": {
      const { mimeType, base64 } = artifact
      const isText = mimeType === "image/svg+xml"
      return { [mimeType]: isText ? Buffer.from(base64, "base64").toString("utf8") : base64, ...text }
    }
    case "table":
      return { "text/html": tableHtml(artifact), ...text }
  }
}

function tableHtml({ columns, rows, caption }: Extract<Artifact, { kind: "table" }>): string {
  const head = columns.map((column) => `<th>${escapeMarkup(column)}</th>`).join("")
  const body = rows
    .slice(0, mostRows)
    .map((row) => `<tr>${row.map((value) => `<td>${escapeMarkup(cellText(value))}</td>`).join("")}</tr>`)
  const hidden = rows.length > mostRows ? `<p>… and ${rows.length - mostRows} more rows</p>` : ""
  const title = caption === undefined ? "" : `<caption>${escapeMarkup(caption)}</caption>`
  return `<table>${title}<thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table>${hidden}`
}
