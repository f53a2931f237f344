/** A notebook for the oracle, with the files that lie beside it. */
export interface OracleNotebook {
  title: string
  /** The notebook's text. */
  text: string
  /** Texts of the other files by their paths in the notebook's folder. */
  files: Readonly<Record<string, string>>
  /** Packages of this repository that it can import. */
  packages?: readonly string[]
  /** Why a run differs from the script: something that the docs say. Absent where the two have to agree. */
  differs?: string
}

/** A notebook's text of its code cells. */
export function notebookText(cells: readonly string[]): string {
  return cells.map((cell) => `// %%\n${cell.trim()}\n`).join("\n")
}
