import { directives, isDirectiveName } from "../../../kernel/cell/directive/index.ts"
import type { KnownName, KnownNames } from "../notebookNames.ts"
import { directiveContext, type DirectiveContext, type Replaced } from "./context.ts"
import { directiveHelp, optionHelp } from "./help.ts"
import { exampleFirst, optionSnippet, plain } from "./snippet.ts"

/** Something that can be written in a directive. */
export interface Suggestion {
  kind: "directive" | "state" | "name" | "option" | "value"
  label: string
  /** In VS Code's snippet syntax. */
  snippet: string
  detail?: string | undefined
  /** Markdown. */
  help?: string
}

/** What can be written at a place, best first. */
export interface Suggestions extends Replaced {
  list: readonly Suggestion[]
}

/** What the notebook around a cell tells. */
export interface Surroundings {
  /** Asked only where a value names something. */
  known: () => KnownNames
  /** A name for the cell as a task. */
  taskName: () => string | undefined
}

/** What can be written at an offset of a cell's source; undefined outside of directives. */
export function completeDirective(source: string, offset: number, around: Surroundings): Suggestions | undefined {
  const context = directiveContext(source, offset)
  return context && { start: context.start, end: context.end, list: suggest(context, around) }
}

function suggest(context: DirectiveContext, around: Surroundings): readonly Suggestion[] {
  switch (context.kind) {
    case "directive":
      return Object.keys(directives)
        .filter(isDirectiveName)
        .map((name) => ({
          kind: "directive",
          label: `@${name}`,
          snippet: `@${name}`,
          detail: directives[name].help,
          help: directiveHelp(name),
        }))
    case "word":
      return [...suggestWords(context, around), ...suggestOptions(context)]
    case "value":
      return suggestValues(context, around)
  }
}

function suggestWords(
  { directive, words }: Extract<DirectiveContext, { kind: "word" }>,
  { taskName }: Surroundings,
): readonly Suggestion[] {
  const { choices = [] } = directives[directive]
  const states = choices
    .filter((state) => !words.includes(state))
    .map((state): Suggestion => ({ kind: "state", label: state, snippet: state, help: directiveHelp(directive) }))
  const name = directive === "task" && words.length === 0 ? taskName() : undefined
  if (name === undefined) return states
  return [...states, { kind: "name", label: name, snippet: plain(name), detail: "the task's name" }]
}

function suggestOptions({ directive, options: given }: Extract<DirectiveContext, { kind: "word" }>) {
  return Object.entries(directives[directive].options)
    .filter(([name]) => !given.includes(name))
    .map(([name, option]): Suggestion => {
      const { type, default: preset } = option
      return {
        kind: "option",
        label: name,
        snippet: optionSnippet(name, option),
        detail: preset === undefined ? type.expected : `${type.expected}; default ${preset}`,
        help: optionHelp(name, option),
      }
    })
}

function suggestValues(
  { directive, option: name, before }: Extract<DirectiveContext, { kind: "value" }>,
  { known }: Surroundings,
): readonly Suggestion[] {
  const { options } = directives[directive]
  const option = Object.hasOwn(options, name) ? options[name] : undefined
  if (!option) return []
  const { refersTo, type, example, default: preset } = option
  const help = optionHelp(name, option)
  const names = refersTo && isPlaceOfName(name, refersTo, before) ? unused(known()[refersTo], refersTo, before) : []
  const referred = names.map(({ name, from }): Suggestion => {
    const text = refersTo === "names" && before === "" ? JSON.stringify(name) : name
    return { kind: "value", label: text, snippet: plain(text), detail: from }
  })
  // Whole values, so only where nothing of one is there yet.
  const whole = before === "" ? [...exampleFirst(type.words ?? [], example), ...(type.examples ?? [])] : []
  const values = whole.length === 0 && before === "" && referred.length === 0 ? [example] : whole
  return [
    ...referred,
    ...values.map((value): Suggestion => ({
      kind: "value",
      label: value,
      snippet: plain(value),
      help,
      detail: value === preset ? "default" : undefined,
    })),
  ]
}

/** The variable of a `for=` is a new name, and what follows a point is a property. */
function isPlaceOfName(option: string, refersTo: keyof KnownNames, before: string): boolean {
  if (refersTo !== "names") return true
  return option === "for" ? /\bof\s+(?:.*[^.])?$/.test(before) : !before.endsWith(".")
}

/** Names that a list doesn't have already. */
function unused(names: readonly KnownName[], refersTo: keyof KnownNames, before: string): readonly KnownName[] {
  if (refersTo === "names") return names
  const written = new Set(before.split(/[\s,"[\]{}:]+/))
  return names.filter(({ name }) => !written.has(name))
}
