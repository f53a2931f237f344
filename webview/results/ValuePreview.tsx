import type { LookedTable } from "../../kernel/runtime/display/look.ts"
import type { ValuePreview as Preview } from "../../kernel/session/valuePreview.ts"
import { ValueTree } from "./ValueTree.tsx"

/** What there is to see of a value: a table, its parts, or text. Bytes aren't shown. */
export function ValuePreview({ preview: { look, text } }: { preview: Preview }) {
  if (look?.table) return <FirstRows table={look.table} />
  if (look?.tree !== undefined) return <ValueTree value={look.tree} />
  if (look?.shape?.endsWith("byte") === true || look?.shape?.endsWith("bytes") === true) {
    return <p className="quiet value-note">{`${look.type} of ${look.shape}`}</p>
  }
  return <pre className="stack">{text}</pre>
}

function FirstRows({ table: { columns, rows, rowCount, columnCount } }: { table: LookedTable }) {
  const parts = [
    ...(rowCount > rows.length ? [`${rows.length} of ${rowCount.toLocaleString("en")} rows`] : []),
    ...(columnCount > columns.length ? [`${columns.length} of ${columnCount.toLocaleString("en")} columns`] : []),
  ]
  return (
    <>
      {/* It scrolls, so that keys have to get there. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="value-table" tabIndex={0} role="region" aria-label="First rows">
        <table className="table">
          <thead>
            <tr>
              {columns.map(({ name, type, isNumeric }) => (
                <th key={name} className={isNumeric ? "is-number" : ""} title={type}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              // Rows have no names, and never change places.
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={index}>
                {row.map((cell, column) => (
                  <td key={columns[column]?.name} className={columns[column]?.isNumeric === true ? "is-number" : ""}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {parts.length > 0 && <p className="quiet value-note">{`The first ${parts.join(", ")}`}</p>}
    </>
  )
}
