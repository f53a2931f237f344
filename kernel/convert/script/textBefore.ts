import type { GraphCell } from "../../flow/graph.ts"
import type { Notebook } from "../../notebook/document.ts"
import type { NotebookFlow } from "../run/onCells.ts"

/** Markdown and raw text before the cell that it stands before; what comes after the last one under undefined. */
export function textBefore(
  { cells }: Notebook,
  { positions }: NotebookFlow,
): ReadonlyMap<GraphCell | undefined, readonly string[]> {
  const byPosition = new Map([...positions].map(([cell, position]) => [position, cell] as const))
  const before = new Map<GraphCell | undefined, readonly string[]>()
  let waiting: string[] = []
  for (const [position, { kind, source, title }] of cells.entries()) {
    const cell = byPosition.get(position)
    if (title !== undefined && (cell || source.trim() !== "")) waiting.push(commented(title))
    if (cell) {
      before.set(cell, waiting)
      waiting = []
    } else if (kind !== "code" || source.trim() !== "") waiting.push(commented(source))
  }
  return before.set(undefined, waiting)
}

function commented(source: string): string {
  return source
    .split("\n")
    .map((line) => `// ${line}`.trimEnd())
    .join("\n")
}
