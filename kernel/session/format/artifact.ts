import type { Artifact, MimeBundle } from "../../api/types.ts"
import { escapeMarkup } from "../../flow/escapeMarkup.ts"
import { htmlOf } from "../../runtime/display/table/bundle.ts"
import { artifactLines } from "./shown.ts"

/** Rows of a table that a notebook shows. */
const maxRows = 200

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
      const isString = mimeType === "image/svg+xml"
      return { [mimeType]: isString ? Buffer.from(base64, "base64").toString("utf8") : base64, ...text }
    }
    case "table":
      return { "text/html": tableHtml(artifact), ...text }
  }
}

function tableHtml({ columns, rows, caption }: Extract<Artifact, { kind: "table" }>): string {
  const view = {
    columns: columns.map((name) => ({ name })),
    rowCount: rows.length,
    label: (row: number) => row,
    cell: (row: number, column: number) => rows[row]?.[column],
    ...(caption !== undefined && { caption }),
  }
  return htmlOf(view, maxRows)
}
