import { readFile, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"

const repository = join(import.meta.dirname, "..", "..")

/** A cell of a notebook to be written: its source, and its tags where it has some. */
export type CellSource = string | { source: string; tags: readonly string[] }

/** Writes a Jupyter notebook for tsnb's kernel. Gives its path. */
export async function writeNotebook(folder: string, name: string, cells: readonly CellSource[]): Promise<string> {
  const content = {
    cells: cells.map((cell, index) => {
      const { source, tags } = typeof cell === "string" ? { source: cell, tags: [] } : cell
      const metadata = tags.length > 0 ? { tags } : {}
      return { cell_type: "code", execution_count: null, id: `cell-${index}`, metadata, outputs: [], source }
    }),
    metadata: { kernelspec: { display_name: "TypeScript (tsnb)", language: "typescript", name: "tsnb" } },
    nbformat: 4,
    nbformat_minor: 5,
  }
  const file = join(folder, name)
  await writeFile(file, `${JSON.stringify(content, undefined, 1)}\n`)
  return file
}

/** Lets cells in a folder import the packages of this repository. */
export async function linkPackages(folder: string): Promise<void> {
  // A junction needs no rights on Windows; elsewhere the word means nothing.
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"), "junction")
}

/** An output of a cell, as nbformat writes it. */
export interface Output {
  output_type: string
  name?: string
  ename?: string
  evalue?: string
  text?: string | string[]
  data?: Record<string, string | string[]>
}

/** The outputs of a notebook's code cells. */
export async function readOutputs(file: string): Promise<Output[][]> {
  // Written by programs that the tests validate.
  const { cells } = JSON.parse(await readFile(file, "utf8")) as { cells: { cell_type: string; outputs: Output[] }[] }
  return cells.filter((cell) => cell.cell_type === "code").map((cell) => cell.outputs)
}

/** Text that is written in one piece or by lines. */
export function joined(text: string | string[] | undefined): string {
  return typeof text === "string" ? text : (text ?? []).join("")
}
