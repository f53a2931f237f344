import type { MimeBundle } from "./types.ts"

/** The method by which Deno, nodejs-polars and tsnb ask a value for its rich output. */
export const displaySymbol = Symbol.for("Jupyter.display")

/** A value that shows itself as the given MIME types. */
export interface Displayable {
  [displaySymbol](): MimeBundle
}

function rich(mimeType: string, text: string): Displayable {
  return {
    [displaySymbol]: () => ({ [mimeType]: text, "text/plain": text }),
  }
}

type Template = readonly [text: string] | readonly [strings: TemplateStringsArray, ...values: readonly unknown[]]

function templateText([first, ...values]: Template): string {
  return typeof first === "string" ? first : String.raw({ raw: first }, ...values)
}

/** HTML to display, as a function or a template tag. Values are put in as they are: escape what you don't trust. */
export function html(...template: Template): Displayable {
  return rich("text/html", templateText(template))
}

/** An SVG image to display, as a function or a template tag. */
export function svg(...template: Template): Displayable {
  return rich("image/svg+xml", templateText(template))
}

/** Markdown to display, as a function or a template tag. */
export function markdown(...template: Template): Displayable {
  return rich("text/markdown", templateText(template))
}

/** LaTeX to display, as a function or a template tag. */
export function latex(...template: Template): Displayable {
  return rich("text/latex", templateText(template))
}
