import {
  DocumentHighlight,
  languages,
  type DefinitionProvider,
  type CancellationToken,
  type Disposable,
  type DocumentHighlightProvider,
  type ImplementationProvider,
  type Location,
  type Position,
  type ReferenceProvider,
  type RenameProvider,
  type TextDocument,
  type TypeDefinitionProvider,
} from "vscode"
import { definitionsOf, highlightsOf, referencesOf, type Way } from "../../../kernel/language/features/navigation.ts"
import type { Target } from "../../../kernel/language/features/places.ts"
import { renamableAt, renameAt } from "../../../kernel/language/features/rename.ts"
import { codeCells } from "../openNotebooks.ts"
import { toLocation, toRange, toWorkspaceEdit } from "./convert.ts"
import { placeOf, type OpenTypeScript } from "./openTypeScript.ts"

/** The ways from a name to where it is defined and used, and giving it another. */
export function provideNavigation(typescript: OpenTypeScript): Disposable[] {
  const locations = (targets: readonly Target[] = []): Location[] =>
    targets.flatMap((target) => toLocation(typescript, target) ?? [])
  const follow =
    (way: Way) =>
    async (document: TextDocument, position: Position, token: CancellationToken): Promise<Location[]> =>
      locations(
        await typescript.ask(document, token, (seen, asking) =>
          definitionsOf(seen.language, seen.notebook, seen.view, way, placeOf(seen, position), asking),
        ),
      )
  const definition: DefinitionProvider = { provideDefinition: follow("definition") }
  const typeDefinition: TypeDefinitionProvider = { provideTypeDefinition: follow("typeDefinition") }
  const implementation: ImplementationProvider = { provideImplementation: follow("implementation") }
  const references: ReferenceProvider = {
    async provideReferences(document, position, { includeDeclaration }, token) {
      const found = await typescript.ask(document, token, (seen, asking) =>
        referencesOf(seen.language, seen.notebook, seen.view, placeOf(seen, position), includeDeclaration, asking),
      )
      return locations(found)
    },
  }
  const highlights: DocumentHighlightProvider = {
    async provideDocumentHighlights(document, position, token) {
      const found = await typescript.ask(document, token, (seen, asking) =>
        highlightsOf(seen.notebook, seen.view, placeOf(seen, position), asking),
      )
      // The protocol counts from 1, the editor from 0.
      return found?.map(({ range, kind }) => new DocumentHighlight(toRange(range), kind - 1))
    },
  }
  return [
    languages.registerDefinitionProvider(codeCells, definition),
    languages.registerTypeDefinitionProvider(codeCells, typeDefinition),
    languages.registerImplementationProvider(codeCells, implementation),
    languages.registerReferenceProvider(codeCells, references),
    languages.registerDocumentHighlightProvider(codeCells, highlights),
    languages.registerRenameProvider(codeCells, renaming(typescript)),
  ]
}

function renaming(typescript: OpenTypeScript): RenameProvider {
  return {
    async prepareRename(document, position, token) {
      const found = await typescript.ask(document, token, (seen, asking) =>
        renamableAt(seen.notebook, seen.view, placeOf(seen, position), asking),
      )
      if (!found) throw new Error("This can't be renamed.")
      const range = toRange(found.range)
      return { range, placeholder: found.placeholder ?? document.getText(range) }
    },
    async provideRenameEdits(document, position, newName, token) {
      const edits = await typescript.ask(document, token, (seen, asking) =>
        renameAt(seen.language, seen.notebook, seen.view, placeOf(seen, position), newName, asking),
      )
      return edits && toWorkspaceEdit(typescript, edits)
    },
  }
}
