import {
  DocumentSymbol,
  FoldingRange,
  FoldingRangeKind,
  Hover,
  InlayHint,
  languages,
  MarkdownString,
  ParameterInformation,
  SemanticTokensBuilder,
  SemanticTokensLegend,
  SignatureHelp,
  SignatureInformation,
  type Disposable,
  type DocumentSymbolProvider,
  type Event,
  type FoldingRangeProvider,
  type HoverProvider,
  type InlayHintsProvider,
  type DocumentSemanticTokensProvider,
  type SignatureHelpProvider,
} from "vscode"
import { tokenModifiers, tokenTypes } from "../../../kernel/language/clientProfile.ts"
import { hoverAt, signaturesAt, type CellSignature } from "../../../kernel/language/features/hover.ts"
import { foldsOf, symbolsOf, type CellSymbol } from "../../../kernel/language/features/symbols.ts"
import { hintsOf, tokensOf } from "../../../kernel/language/features/tokens.ts"
import { codeCells } from "../openNotebooks.ts"
import { toPosition, toRange } from "./convert.ts"
import { placeOf, type OpenTypeScript } from "./openTypeScript.ts"

/**
 * What helps one read a cell: hovers, signatures, colours, hints between the letters, outline and folding.
 * @param onChange told when what other cells define may have changed
 */
export function provideReading(typescript: OpenTypeScript, onChange: Event<void>): Disposable[] {
  const legend = new SemanticTokensLegend([...tokenTypes], [...tokenModifiers])
  return [
    languages.registerHoverProvider(codeCells, hover(typescript)),
    languages.registerSignatureHelpProvider(codeCells, signatures(typescript), {
      triggerCharacters: ["(", ",", "<"],
      retriggerCharacters: [")"],
    }),
    languages.registerDocumentSemanticTokensProvider(codeCells, tokens(typescript, legend, onChange), legend),
    languages.registerInlayHintsProvider(codeCells, hints(typescript, onChange)),
    languages.registerDocumentSymbolProvider(codeCells, symbols(typescript)),
    languages.registerFoldingRangeProvider(codeCells, folding(typescript)),
  ]
}

function hover(typescript: OpenTypeScript): HoverProvider {
  return {
    async provideHover(document, position, token) {
      const found = await typescript.ask(document, token, (seen, asking) =>
        hoverAt(seen.notebook, seen.view, placeOf(seen, position), asking),
      )
      return found && new Hover(new MarkdownString(found.markdown), found.range && toRange(found.range))
    },
  }
}

function signatures(typescript: OpenTypeScript): SignatureHelpProvider {
  return {
    async provideSignatureHelp(document, position, token, { triggerKind, triggerCharacter, isRetrigger }) {
      const context = { triggerKind, isRetrigger, ...(triggerCharacter !== undefined && { triggerCharacter }) }
      const found = await typescript.ask(document, token, (seen, asking) =>
        signaturesAt(seen.notebook, seen.view, placeOf(seen, position), context, asking),
      )
      if (!found) return undefined
      const help = new SignatureHelp()
      help.signatures = found.signatures.map(toSignature)
      help.activeSignature = found.activeSignature
      help.activeParameter = found.activeParameter
      return help
    },
  }
}

function toSignature({ label, markdown, parameters, activeParameter }: CellSignature): SignatureInformation {
  const signature = new SignatureInformation(label, new MarkdownString(markdown))
  signature.parameters = parameters.map((one) => new ParameterInformation(one.label, new MarkdownString(one.markdown)))
  if (activeParameter !== undefined) signature.activeParameter = activeParameter
  return signature
}

function tokens(
  typescript: OpenTypeScript,
  legend: SemanticTokensLegend,
  onDidChangeSemanticTokens: Event<void>,
): DocumentSemanticTokensProvider {
  return {
    onDidChangeSemanticTokens,
    async provideDocumentSemanticTokens(document, token) {
      const found = await typescript.ask(document, token, (seen, asking) =>
        tokensOf(seen.notebook, seen.view, seen.index, asking),
      )
      // Without tokens the editor would take the colours away; at this word it keeps them, and asks again.
      if (!found && typescript.seeCell(document)) throw new Error("TypeScript is busy")
      const builder = new SemanticTokensBuilder(legend)
      for (const { line, character, length, type, modifiers } of found ?? []) {
        builder.push(line, character, length, type, modifiers)
      }
      return builder.build()
    },
  }
}

function hints(typescript: OpenTypeScript, onDidChangeInlayHints: Event<void>): InlayHintsProvider {
  return {
    onDidChangeInlayHints,
    async provideInlayHints(document, range, token) {
      const found = await typescript.ask(document, token, (seen, asking) =>
        hintsOf(seen.notebook, seen.view, seen.index, range, asking),
      )
      return found?.map(({ position, label, kind, paddingLeft, paddingRight }) => {
        const hint = new InlayHint(toPosition(position), label, kind)
        hint.paddingLeft = paddingLeft
        hint.paddingRight = paddingRight
        return hint
      })
    },
  }
}

function symbols(typescript: OpenTypeScript): DocumentSymbolProvider {
  return {
    async provideDocumentSymbols(document, token) {
      const found = await typescript.ask(document, token, async ({ notebook, view, index }, asking) => {
        const cell = view.cells[index]
        return cell ? symbolsOf(notebook, cell, asking) : []
      })
      return found?.map(toSymbol)
    },
  }
}

function toSymbol({ name, detail, kind, range, selectionRange, children }: CellSymbol): DocumentSymbol {
  // The protocol counts from 1, the editor from 0.
  const symbol = new DocumentSymbol(name, detail, kind - 1, toRange(range), toRange(selectionRange))
  symbol.children = children.map(toSymbol)
  return symbol
}

const foldingKinds: ReadonlyMap<string | undefined, FoldingRangeKind> = new Map([
  ["comment", FoldingRangeKind.Comment],
  ["imports", FoldingRangeKind.Imports],
  ["region", FoldingRangeKind.Region],
])

function folding(typescript: OpenTypeScript): FoldingRangeProvider {
  return {
    async provideFoldingRanges(document, _, token) {
      const found = await typescript.ask(document, token, ({ notebook }, asking) =>
        foldsOf(notebook, document.getText(), asking),
      )
      return found?.map(({ start, end, kind }) => new FoldingRange(start, end, foldingKinds.get(kind)))
    },
  }
}
