import { nameKernel } from "../../jupyter/kernelNames.ts"
import type { CellContent, NotebookContent } from "../../notebook/document.ts"
import { printJupyterNotebook, type JsonObject } from "../../notebook/ipynb.ts"
import { lineList } from "../../notebook/lineList.ts"
import { printNotebook } from "../../notebook/tsnb.ts"
import { isObject } from "../../isObject.ts"
import { metadataOf, ownKey } from "./facts.ts"
import { fromJupyter } from "./fromJupyter.ts"
import { withoutSpareOriginals } from "./spareOriginals.ts"

/** What a cell has shown, in the form of nbformat 4, and its place in the order in which cells ran. */
export interface CellShown {
  count: number | null
  outputs: readonly JsonObject[]
}

/**
 * A notebook as the text of a Jupyter notebook of nbformat 4.5. `fromJupyter` gives back a notebook that prints the same
 * bytes.
 * @param shown by the cells' positions
 */
export function toJupyter(notebook: NotebookContent, shown: ReadonlyMap<number, CellShown> = new Map()): string {
  const short = print(withoutSpareOriginals(notebook), shown)
  // Metadata can be odder than JSON is: what doesn't come back the same is kept as it was written.
  return printNotebook(fromJupyter(short).notebook) === printNotebook(notebook) ? short : print(notebook, shown)
}

function print({ header, lineEnd, cells }: NotebookContent, shown: ReadonlyMap<number, CellShown>): string {
  const own = { ...(header && { header }), ...(lineEnd !== undefined && lineEnd !== "\n" && { lineEnd }) }
  const metadata: JsonObject = headerMetadata(header)
  nameKernel(metadata)
  if (Object.keys(own).length > 0) metadata[ownKey] = own
  const ids = jupyterIds(cells)
  const json = {
    cells: cells.map((cell, index) => toCell(cell, ids[index] ?? "", shown.get(index))),
    metadata,
    nbformat: 4,
    nbformat_minor: 5,
  }
  return printJupyterNotebook({ json, metadata, cells: [] })
}

/** The notebook's metadata that its header keeps, as `fromJupyter` and Jupytext write it. */
function headerMetadata(header = ""): JsonObject {
  const [, json] = /^\/\/ jupyter: (\{.*\})\r?$/m.exec(header) ?? []
  if (json === undefined) return {}
  try {
    const metadata: unknown = JSON.parse(json)
    if (!isObject(metadata)) return {}
    const { [ownKey]: _, widgets: _widgets, ...others } = metadata
    return others
  } catch {
    // Whatever else it is, the header itself comes along.
    return {}
  }
}

function toCell(cell: CellContent, id: string, shown: CellShown | undefined): JsonObject {
  const { kind, source } = cell
  return {
    cell_type: kind,
    ...(kind === "code" && { execution_count: shown?.count ?? null }),
    id,
    metadata: metadataOf(cell),
    ...(kind === "code" && { outputs: shown?.outputs ?? [] }),
    source: lineList(source.replaceAll(/\r\n|\r/g, "\n")),
  }
}

/** Every Jupyter cell has an id: the cell's own where Jupyter allows it, else one by its place. */
function jupyterIds(cells: readonly CellContent[]): readonly string[] {
  const taken = new Set<string>()
  const own = cells.map(({ id }) => {
    if (id === undefined || !/^[a-zA-Z0-9_-]{1,64}$/.test(id) || taken.has(id)) return undefined
    taken.add(id)
    return id
  })
  return own.map((id, index) => {
    if (id !== undefined) return id
    let made = `cell-${index + 1}`
    while (taken.has(made)) made += "-"
    taken.add(made)
    return made
  })
}
