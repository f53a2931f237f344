import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { OracleNotebook } from "./notebook.ts"

const repository = join(import.meta.dirname, "..", "..")

/** A folder of its own with a notebook and its files; removed when it is disposed of. */
export class NotebookPlace implements Disposable {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "tsnb-oracle-")))

  constructor(notebook: OracleNotebook) {
    for (const name of notebook.packages ?? []) this.#link(name)
    this.replace(notebook)
  }

  /** Writes a notebook with its files in the place of what is there; what a run left stays. */
  replace({ text, files }: OracleNotebook): void {
    for (const [path, content] of Object.entries(files)) this.write(path, content)
    this.write("notebook.tsnb", text)
  }

  write(path: string, content: string): void {
    const file = join(this.folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }

  #link(name: string): void {
    const modules = join(this.folder, "node_modules")
    mkdirSync(modules, { recursive: true })
    symlinkSync(join(repository, "node_modules", name), join(modules, name))
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
