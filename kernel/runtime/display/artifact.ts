import type { Artifact, MimeBundle } from "../../api/types.ts"
import { tableBundle } from "./table/bundle.ts"

/** The representations of an artifact, for front ends that know no artifacts. */
export function artifactBundle(artifact: Artifact): MimeBundle {
  switch (artifact.kind) {
    case "markdown":
      return { "text/markdown": artifact.text, "text/plain": artifact.text }
    case "link":
      return {
        "text/markdown": `[${artifact.text.replaceAll(/[[\]\\]/g, "\\$&")}](<${artifact.url}>)`,
        "text/plain": artifact.text === artifact.url ? artifact.url : `${artifact.text}: ${artifact.url}`,
      }
    case "image": {
      const isString = artifact.mimeType === "image/svg+xml"
      const data = isString ? Buffer.from(artifact.base64, "base64").toString() : artifact.base64
      return { [artifact.mimeType]: data, "text/plain": artifact.caption ?? "image" }
    }
    case "table":
      return tableBundle({
        columns: artifact.columns.map((name) => ({ name })),
        rowCount: artifact.rows.length,
        label: (row) => row,
        cell: (row, column) => artifact.rows[row]?.[column],
        ...(artifact.caption !== undefined && { caption: artifact.caption }),
      })
  }
}
