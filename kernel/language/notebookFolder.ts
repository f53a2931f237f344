import { packageFolder } from "../installation.ts"
import { documentsIn, type FolderDocuments } from "./documents.ts"
import type { DocumentServer } from "./documentServer.ts"
import { SubflowModules } from "./subflowModules.ts"
import { LocalModules } from "./localModules.ts"

/** Name of the module in which a cell's text stands by itself, whatever else is in its notebook. */
export const scratchFile = "tsnb-scratch.ts"

/** The notebooks of one folder are one project of the server's. */
export class NotebookFolder {
  readonly documents: FolderDocuments
  readonly files: LocalModules
  readonly subflows: SubflowModules
  readonly #server: DocumentServer
  readonly #modules = new Set<string>()

  constructor(folder: string, server: DocumentServer) {
    this.documents = documentsIn(folder, packageFolder)
    this.files = new LocalModules(folder, this.documents.project === undefined ? [] : [this.documents.project])
    this.subflows = new SubflowModules(folder)
    this.#server = server
  }

  /** @returns the name of the notebook's module, which no other notebook has */
  add(name: string): string {
    let file = `${name}.ts`
    for (let count = 2; this.#modules.has(file); count++) file = `${name}-${count}.ts`
    this.#modules.add(file)
    this.#keep()
    return file
  }

  /** @returns whether it was the last one */
  remove(file: string): boolean {
    this.#modules.delete(file)
    this.#server.forget(this.documents.uriOf(file))
    const isEmpty = this.#modules.size === 0
    if (isEmpty) for (const { uri } of this.#around()) this.#server.forget(uri)
    else this.#keep()
    return isEmpty
  }

  #keep(): void {
    this.#server.keep(this.#around())
  }

  #around(): ReturnType<FolderDocuments["around"]> {
    return this.documents.around([...this.#modules, scratchFile])
  }
}
