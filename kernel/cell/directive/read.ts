import { nearestName } from "../nearest.ts"
import type { Fix, Place, Problem } from "../problem.ts"
import type { Directive } from "./directive.ts"
import { directives, flowOptions, isHookState, taskOptions, type Option, type OptionTable } from "./table.ts"
import { written } from "./written.ts"

/** What stands after a directive's name. */
export type Part =
  | { kind: "word"; text: string; place: Place }
  | { kind: "option"; name: string; place: Place; value: string; valuePlace: Place }

type Kind = Directive["kind"]
type Word = Extract<Part, { kind: "word" }>
type GivenOption = Extract<Part, { kind: "option" }>

/** Makes a directive of its parts; what is wrong with one of them is a problem, and the part is left out. */
export function readDirective(
  kind: Kind,
  place: Place,
  parts: readonly Part[],
): { directive: Directive; problems: readonly Problem[] } {
  const spaced = spacedOption(parts)
  const words = spaced
    ? []
    : readWords(
        kind,
        place,
        parts.filter((part) => part.kind === "word"),
      )
  const options = readGiven(
    kind,
    parts.filter((part) => part.kind === "option"),
  )
  const accepted = words.flatMap((word) => ("text" in word ? [word.text] : []))
  const base = { ...place, places: options.places }
  return {
    directive: toDirective(kind, base, accepted, options.values),
    problems: [...(spaced ? [spaced] : []), ...words.flatMap((word) => word.problem ?? []), ...options.problems],
  }
}

function toDirective(
  kind: Kind,
  base: Place & { places: ReadonlyMap<string, Place> },
  words: readonly string[],
  values: ReadonlyMap<string, unknown>,
): Directive {
  const [name] = words
  const named = name === undefined ? {} : { name }
  switch (kind) {
    case "task":
      return { kind, ...base, ...named, options: complete(taskOptions, values) }
    case "flow":
      return { kind, ...base, ...named, options: complete(flowOptions, values) }
    case "parameters":
      return { kind, ...base }
    case "on":
      return { kind, ...base, states: words.filter(isHookState) }
  }
}

/** The given values, and the defaults of the others. */
function complete<Options>(table: OptionTable<Options>, values: ReadonlyMap<string, unknown>): Options {
  // The table is made from `Options`.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Values were read by its types.
  return { ...defaultsOf(table), ...Object.fromEntries(values) } as Options
}

const knownDefaults = new WeakMap<object, Readonly<Record<string, unknown>>>()

/** Read once for all directives of a kind. */
function defaultsOf<Options>(table: OptionTable<Options>): Readonly<Record<string, unknown>> {
  const known = knownDefaults.get(table)
  if (known) return known
  const defaults = Object.fromEntries(
    Object.entries<Option<unknown>>(table).flatMap(([name, option]) => {
      const value = defaultValue(option)
      return value === undefined ? [] : [[name, value]]
    }),
  )
  knownDefaults.set(table, defaults)
  return defaults
}

function defaultValue(option: Option<unknown>): unknown {
  return option.default === undefined ? undefined : option.type.read(written(option.default, { line: 1, column: 1 }))
}

function readGiven(
  kind: Kind,
  given: readonly GivenOption[],
): { values: Map<string, unknown>; places: Map<string, Place>; problems: Problem[] } {
  const known = directives[kind].options
  const values = new Map<string, unknown>()
  const places = new Map<string, Place>()
  const problems: Problem[] = []
  for (const { name, place, value, valuePlace } of given) {
    const option = Object.hasOwn(known, name) ? known[name] : undefined
    if (!option) {
      problems.push(unknownOption(kind, name, place))
    } else if (places.has(name)) {
      problems.push({ message: `'${name}' is given twice. Keep one of them`, ...place })
    } else {
      places.set(name, valuePlace)
      const text = written(value, valuePlace)
      const read = value === "" ? undefined : option.type.read(text)
      const objection = read === undefined ? undefined : option.type.objection?.(text)
      const example = `such as ${name}=${option.example}`
      const fix = replacement({ text: `${name}=`, place }, `${name}=${option.example}`)
      if (objection) problems.push(objectionTo(name, value, valuePlace, objection))
      else if (read !== undefined) values.set(name, read)
      else if (value === "")
        problems.push({
          message: `'${name}' has no value: expected ${option.type.expected}, ${example}`,
          ...place,
          fix,
        })
      else problems.push({ message: `${name}=${value}: expected ${option.type.expected}, ${example}`, ...valuePlace })
    }
  }
  return { values, places, problems }
}

function objectionTo(
  name: string,
  value: string,
  place: Place,
  { message, instead }: { message: string; instead: string },
): Problem {
  return {
    message: `${name}=${value}: ${message} ${name}=${instead}`,
    ...place,
    fix: replacement({ text: value, place }, instead),
  }
}

/** @param written what is to be replaced */
function replacement({ text, place }: Pick<Word, "text" | "place">, by: string): Fix {
  return { ...place, length: text.length, text: by }
}

function unknownOption(kind: Kind, name: string, place: Place): Problem {
  const names = Object.keys(directives[kind].options)
  const start = `@${kind} has no option '${name}'`
  if (names.length === 0) return { message: `${start}: it takes none`, ...place }
  const nearest = nearestName(name, names)
  if (nearest !== undefined) {
    return {
      message: `${start}. Did you mean '${nearest}'?`,
      ...place,
      fix: replacement({ text: name, place }, nearest),
    }
  }
  const owner = Object.entries(directives).find(([, { options }]) => Object.hasOwn(options, name))?.[0]
  const message =
    owner === undefined
      ? `${start}. Its options are ${names.join(", ")}`
      : `${start}; it is one of @${owner}, which goes into a cell of its own`
  return { message, ...place }
}

/** A `name = value`, which is read as three words. */
function spacedOption(parts: readonly Part[]): Problem | undefined {
  const index = parts.findIndex((part) => part.kind === "word" && part.text.startsWith("="))
  const sign = parts[index]
  if (sign?.kind !== "word") return undefined
  const before = parts[index - 1]
  const name = before?.kind === "word" ? before.text : "name"
  const fix = before?.kind === "word" ? closedUp(before, sign, parts[index + 1]) : undefined
  return { message: `Write an option without spaces around '=': ${name}=value`, ...sign.place, ...(fix && { fix }) }
}

/** The option with its spaces taken out, when its parts stand in one line. */
function closedUp(name: Word, sign: Word, next: Part | undefined): Fix | undefined {
  const hasValue = sign.text !== "="
  const value = hasValue ? sign : next
  if (value?.kind !== "word" || sign.place.line !== name.place.line || value.place.line !== name.place.line) {
    return undefined
  }
  const length = value.place.column + value.text.length - name.place.column
  return { ...name.place, length, text: `${name.text}${sign.text}${hasValue ? "" : value.text}` }
}

/** The words that are accepted, and problems in place of the others. */
function readWords(
  kind: Kind,
  place: Place,
  words: readonly Word[],
): readonly ({ text: string; problem?: Problem } | { problem: Problem })[] {
  const { choices, least, most, example } = directives[kind]
  if (words.length < least) {
    return [
      {
        problem: {
          message: `@${kind} takes one or more of ${(choices ?? []).join(", ")}, such as '${example}'`,
          ...place,
        },
      },
    ]
  }
  const seen = new Set<string>()
  return words.map((word, index) => {
    const { text } = word
    const repeated = choices && seen.has(text)
    seen.add(text)
    if (choices && !choices.includes(text)) return { problem: unknownState(word, choices) }
    if (repeated) return { problem: { message: `'${text}' is given twice. Keep one of them`, ...word.place } }
    if (index >= most) return { problem: surplusWord(kind, word) }
    return choices ? { text } : nameWord(kind, word)
  })
}

function nameWord(kind: Kind, { text, place }: Word): { text: string; problem?: Problem } | { problem: Problem } {
  if (!/^[\p{L}_$][\p{L}\p{N}_$.-]*$/u.test(text)) {
    const message = `'${text}' can't be a name. A name begins with a letter and goes on with letters, digits, '_', '.' or '-'`
    return { problem: { message, ...place } }
  }
  const option = directives[kind].options[text]
  if (!Object.hasOwn(directives[kind].options, text) || !option) return { text }
  const message = `'${text}' is read as the ${kind}'s name. The option takes a value, such as ${text}=${option.example}`
  const fix = replacement({ text, place }, `${text}=${option.example}`)
  return { text, problem: { message, ...place, severity: "warning", fix } }
}

function unknownState({ text, place }: Word, choices: readonly string[]): Problem {
  const nearest = nearestName(text, choices)
  const hint = nearest === undefined ? `The states are ${choices.join(", ")}` : `Did you mean '${nearest}'?`
  const message = `A flow run can't end as '${text}'. ${hint}`
  return { message, ...place, ...(nearest !== undefined && { fix: replacement({ text, place }, nearest) }) }
}

function surplusWord(kind: Kind, word: Word): Problem {
  const { text, place } = word
  const { options, most } = directives[kind]
  const option = Object.hasOwn(options, text) ? options[text] : undefined
  if (option) {
    const message = `'${text}' has no value: expected ${option.type.expected}, such as ${text}=${option.example}`
    return { message, ...place, fix: replacement(word, `${text}=${option.example}`) }
  }
  const start = most === 0 ? `@${kind} takes no words` : `@${kind} takes one name, and '${text}' is a second`
  const names = Object.keys(options)
  const nearest = nearestName(text, names)
  if (names.length === 0) return { message: `${start}: leave out '${text}'`, ...place }
  if (nearest === undefined) return { message: `${start}. Options are written name=value`, ...place }
  const fix = replacement(word, `${nearest}=${options[nearest]?.example ?? ""}`)
  return { message: `${start}. Did you mean '${nearest}=…'?`, ...place, fix }
}
