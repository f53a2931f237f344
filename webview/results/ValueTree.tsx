import { useState } from "react"
import { childrenOf, previewOf, summaryOf, type Child } from "../renderers/jsonPreview.ts"

/** The parts of a value as a tree, of which only what is unfolded is drawn. */
export function ValueTree({ value }: { value: unknown }) {
  return (
    <div className="value-tree code">
      <Part child={{ value }} isOpenAtFirst />
    </div>
  )
}

function Part({ child, isOpenAtFirst = false }: { child: Child; isOpenAtFirst?: boolean }) {
  const [isOpen, setOpen] = useState(isOpenAtFirst)
  const { key, value } = child
  const parts = childrenOf(value)
  if (!parts) {
    return (
      <div className="value-leaf">
        <Key name={key} />
        <span className={`value-${value === null ? "null" : typeof value}`}>{JSON.stringify(value)}</span>
      </div>
    )
  }
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <Key name={key} />
        <span className="quiet">
          {summaryOf(value)} {!isOpen && previewOf(value)}
        </span>
      </summary>
      {isOpen && parts.map((part) => <Part key={part.key} child={part} />)}
    </details>
  )
}

function Key({ name }: { name: string | undefined }) {
  return name === undefined ? null : <span className="value-key">{name}: </span>
}
