import type { ServerOptions } from "./languageServer.ts"

/** How a client wants the server's answers. */
export type ClientProfile = Pick<ServerOptions, "capabilities" | "preferences">

const signatureHelp = {
  signatureInformation: {
    documentationFormat: ["markdown"],
    parameterInformation: { labelOffsetSupport: true },
    activeParameterSupport: true,
  },
}

/** For Jupyter's front ends, which complete text and show text. */
export const jupyterProfile: ClientProfile = {
  preferences: { includeCompletionsForModuleExports: false },
  capabilities: {
    general: { positionEncodings: ["utf-16"] },
    textDocument: {
      hover: { contentFormat: ["markdown"] },
      signatureHelp,
      completion: {
        completionItem: {
          documentationFormat: ["markdown"],
          resolveSupport: { properties: ["documentation", "detail"] },
        },
        completionList: { itemDefaults: ["editRange", "commitCharacters"] },
      },
      definition: { linkSupport: false },
    },
  },
}

/** The kinds of tokens that an editor colours, in the order of the numbers that stand for them. */
export const tokenTypes: readonly string[] = [
  "namespace",
  "class",
  "enum",
  "interface",
  "struct",
  "typeParameter",
  "type",
  "parameter",
  "variable",
  "property",
  "enumMember",
  "decorator",
  "event",
  "function",
  "method",
  "macro",
  "label",
  "comment",
  "string",
  "keyword",
  "number",
  "regexp",
  "operator",
]

/** What else is known of a token, in the order of the bits that stand for it. */
export const tokenModifiers: readonly string[] = [
  "declaration",
  "definition",
  "readonly",
  "static",
  "deprecated",
  "abstract",
  "async",
  "modification",
  "documentation",
  "defaultLibrary",
  "local",
]

/** For an editor that can do all that the protocol has. */
export const editorProfile: ClientProfile = {
  preferences: {
    includeCompletionsForModuleExports: true,
    includeCompletionsWithSnippetText: true,
  },
  capabilities: {
    general: { positionEncodings: ["utf-16"] },
    workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: false } },
    textDocument: {
      hover: { contentFormat: ["markdown"] },
      signatureHelp: { ...signatureHelp, contextSupport: true },
      completion: {
        contextSupport: true,
        completionItem: {
          snippetSupport: true,
          commitCharactersSupport: true,
          documentationFormat: ["markdown"],
          deprecatedSupport: true,
          preselectSupport: true,
          tagSupport: { valueSet: [1] },
          insertReplaceSupport: true,
          labelDetailsSupport: true,
          resolveSupport: { properties: ["documentation", "detail", "additionalTextEdits"] },
        },
        completionList: { itemDefaults: ["commitCharacters", "editRange", "insertTextFormat", "data"] },
      },
      definition: { linkSupport: false },
      typeDefinition: { linkSupport: false },
      implementation: { linkSupport: false },
      documentSymbol: { hierarchicalDocumentSymbolSupport: true },
      codeAction: {
        codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source"] } },
        isPreferredSupport: true,
        resolveSupport: { properties: ["edit"] },
        dataSupport: true,
      },
      rename: { prepareSupport: true },
      foldingRange: { lineFoldingOnly: true },
      semanticTokens: {
        requests: { full: true, range: true },
        tokenTypes,
        tokenModifiers,
        formats: ["relative"],
        augmentsSyntaxTokens: true,
      },
      diagnostic: { relatedInformation: true, tagSupport: { valueSet: [1, 2] } },
      publishDiagnostics: { relatedInformation: true, tagSupport: { valueSet: [1, 2] } },
    },
  },
}
