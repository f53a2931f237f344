import type { Artifact } from "../../kernel/api/types.ts"
import { usePanel } from "../model/useModel.ts"
import { Markdown } from "./Markdown.tsx"

/** More rows of a table than this aren't shown. */
const maxRows = 200

/** What a task left for people to look at. */
export function ArtifactView({ artifact }: { artifact: Artifact }) {
  const model = usePanel()
  switch (artifact.kind) {
    case "markdown":
      return <Markdown text={artifact.text} />
    case "link":
      return (
        <button
          type="button"
          className="link"
          title={artifact.url}
          onClick={() => model.tell({ type: "openLink", url: artifact.url })}
        >
          {artifact.text}
        </button>
      )
    case "image":
      return (
        <figure>
          <img
            src={`data:${artifact.mimeType};base64,${artifact.base64}`}
            alt={artifact.caption ?? "An image that a task made"}
          />
          {artifact.caption !== undefined && <figcaption className="quiet">{artifact.caption}</figcaption>}
        </figure>
      )
    case "table":
      return <Table {...artifact} />
  }
}

function Table({ caption, columns, rows }: Extract<Artifact, { kind: "table" }>) {
  return (
    <div className="table-frame artifact-table">
      <table className="table">
        {caption !== undefined && <caption className="quiet">{caption}</caption>}
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column}>{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, maxRows).map((row, index) => (
            // Rows have no names, and never change places.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={index}>
              {columns.map((column, place) => (
                <td key={column}>{cellText(row[place])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > maxRows && <p className="quiet">… {(rows.length - maxRows).toLocaleString("en")} more rows</p>}
    </div>
  )
}

function cellText(value: unknown): string {
  if (value === undefined || value === null) return ""
  return typeof value === "string" ? value : JSON.stringify(value)
}
