import { escapeMarkup } from "../../flow/escapeMarkup.ts"

/** Markup that is safe to put into the page as it is. */
export class Html {
  readonly text: string

  /** @param text what was escaped, sanitised, or written by this program */
  constructor(text: string) {
    this.text = text
  }
}

type Part = Html | string | number | undefined | false | readonly Part[]

/** Markup from a template: values are escaped unless they are markup themselves; undefined and false are nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  return new Html(strings.map((text, index) => text + (index < values.length ? partText(values[index]) : "")).join(""))
}

function partText(part: Part): string {
  if (part === undefined || part === false) return ""
  if (part instanceof Html) return part.text
  if (typeof part === "string" || typeof part === "number") return escapeMarkup(String(part))
  return part.map(partText).join("")
}
