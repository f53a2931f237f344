import type { MimeBundle } from "./types.ts"

/** The method by which Deno, nodejs-polars and tsnb ask a value for its rich output. */
export const displaySymbol = Symbol.for("Jupyter.display")
/** The property by which tsnb asks a value that shows itself for the metadata of its output. */
export const metadataSymbol = Symbol.for("tsnb.displayMetadata")

/** A value that shows itself as the given MIME types. */
export interface Displayable {
  [displaySymbol](): MimeBundle | Promise<MimeBundle>
  /** Facts for the front end by MIME type. */
  readonly [metadataSymbol]?: MimeBundle
}

/** Beyond this, a text's source isn't repeated as its own plain text. */
const maxSourceLength = 100_000

/** @param plain what is shown where nothing richer can be */
export function rich(data: MimeBundle, plain: string, metadata?: MimeBundle): Displayable {
  return {
    [displaySymbol]: () => ({ ...data, "text/plain": plain }),
    ...(metadata && { [metadataSymbol]: metadata }),
  }
}

function richText(mimeType: string, name: string, text: string): Displayable {
  return rich({ [mimeType]: text }, text.length <= maxSourceLength ? text : `${name} of ${text.length} characters`)
}

type Template = readonly [text: string] | readonly [strings: TemplateStringsArray, ...values: readonly unknown[]]

/** @param isRaw whether backslashes in a template are part of the text */
function textOf([first, ...values]: Template, isRaw = false): string {
  return typeof first === "string" ? first : String.raw({ raw: isRaw ? first.raw : first }, ...values)
}

/** HTML to display, as a function or a template tag. Values are put in as they are: escape what you don't trust. */
export function html(...template: Template): Displayable {
  return richText("text/html", "HTML", textOf(template))
}

/** An SVG image to display, as a function or a template tag. */
export function svg(...template: Template): Displayable {
  return richText("image/svg+xml", "SVG", textOf(template))
}

/** Markdown to display, as a function or a template tag. */
export function markdown(...template: Template): Displayable {
  return richText("text/markdown", "Markdown", textOf(template))
}

/** LaTeX to display, as a function or a template tag, in which backslashes are written once. */
export function latex(...template: Template): Displayable {
  return richText("text/latex", "LaTeX", textOf(template, true))
}
