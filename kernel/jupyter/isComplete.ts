import { parseSync, type ParserOptions } from "oxc-parser"
import { isTooDeep } from "../cell/nesting.ts"

/** Whether a person who presses Enter means to run the code, or to write on. */
export type Completeness =
  | { status: "complete" }
  /** `indent` is what the next line begins with. */
  | { status: "incomplete"; indent: string }
  | { status: "invalid" }
  | { status: "unknown" }

/** Tells whether code is whole, needs more, or is wrong whatever follows. */
export function completenessOf(code: string): Completeness {
  if (isTooDeep(code)) return { status: "unknown" }
  const withJsx = stateOf(code, "tsx")
  // What JSX makes of `<T>value` isn't what was meant by it.
  const state = withJsx === "complete" ? withJsx : best(withJsx, stateOf(code, "ts"))
  return state === "incomplete" ? { status: state, indent: indentAfter(code) } : { status: state }
}

type State = "complete" | "incomplete" | "invalid"
type SyntaxError = ReturnType<typeof parseSync>["errors"][number]

function best(one: State, other: State): State {
  return one === "complete" || other === "invalid" ? one : other
}

function stateOf(code: string, lang: NonNullable<ParserOptions["lang"]>): State {
  const errors = errorsOf(code, lang)
  if (errors.length === 0) return "complete"
  if (errors.every((error) => isForWantOfMore(code, error))) return "incomplete"
  // What is an error only for the end that follows it, such as that of `value?.`, is none, or a later one, in front of a name.
  const longer = `${code}\nx`
  const isMended = errorsOf(longer, lang).every((error) => isForWantOfMore(longer, error))
  return isMended && !errors.some(({ message }) => isOpenToken(message)) ? "incomplete" : "invalid"
}

function errorsOf(code: string, lang: NonNullable<ParserOptions["lang"]>): readonly SyntaxError[] {
  return parseSync(`cell.${lang}`, code, { lang, sourceType: "module" }).errors
}

/** Errors that only mean that the code ends too early. */
function isForWantOfMore(code: string, { message, labels: [label] }: SyntaxError): boolean {
  if (!label) return false
  if (message.startsWith("Unterminated multiline comment")) return true
  // A template goes on after each of its `${}`.
  if (message.startsWith("Unterminated string")) return /[`}]/.test(code[label.start] ?? "") || /\\\r?\n?$/.test(code)
  if (isOpenToken(message)) return false
  const end = code.trimEnd().length
  return label.start >= end || (message.startsWith("Missing initializer") && isBlank(code.slice(label.end)))
}

/** Whether the code ends within a token, such as a number or a pattern, that no further line can continue. */
function isOpenToken(message: string): boolean {
  return message === "Unexpected end of file" || message.startsWith("Unterminated")
}

function isBlank(code: string): boolean {
  return !/\S/.test(code.replaceAll(/\/\/.*|\/\*[^]*?\*\//g, ""))
}

const step = "  "

/** The indentation of the last line that has any text, and one step more where that line opens something. */
function indentAfter(code: string): string {
  const last = code.trimEnd().split("\n").at(-1) ?? ""
  const indent = /^\s*/.exec(last)?.[0] ?? ""
  const opened = [...last.matchAll(/[[({]/g)].length - [...last.matchAll(/[\])}]/g)].length
  return opened > 0 || /(?:=>|\b(?:else|do|try)|^\s*case\b.*:)$/.test(last) ? indent + step : indent
}
