import { secretMark, type Parameter } from "../cell/parameters.ts"
import type { FlowEvent, UnfinishedLine } from "../flow/events.ts"
import type { FlowStore } from "../flow/ports.ts"
import type { ErrorReport } from "../model/errorReport.ts"

/** Shorter texts say nothing and would be found everywhere. */
const shortest = 3
/** A line of a text of several is looked for by itself from this length on, as one of a key in PEM form. */
const shortestLine = 8

/** What parameters that are marked secret have to do with a run. */
export interface Secrets {
  /** The parameters' names. */
  names: ReadonlySet<string>
  /** Their values as texts, in every form in which they may turn up; the longest first. */
  texts: readonly string[]
  /** Names of parameters whose values are too short to be looked for. */
  tooShort: readonly string[]
}

/**
 * The secrets of a run.
 * @param source of the cell that declares the parameters
 * @param given values for parameters
 */
export function secretsOf(
  parameters: readonly Parameter[],
  source: string,
  given: ReadonlyMap<string, unknown>,
  environment: NodeJS.ProcessEnv = process.env,
): Secrets {
  const secret = parameters.filter((parameter) => parameter.secret === true)
  const valuesOf = ({ name, start, end, default: value }: Parameter): readonly unknown[] =>
    given.has(name) ? [given.get(name)] : [value, ...valuesIn(source.slice(start, end), environment)]
  const texts = new Set(secret.flatMap(valuesOf).flatMap(leaves).flatMap(formsOf))
  return {
    names: new Set(secret.map(({ name }) => name)),
    texts: [...texts].toSorted((one, other) => other.length - one.length),
    tooShort: secret.filter((one) => valuesOf(one).flatMap(leaves).some(isTooShort)).map(({ name }) => name),
  }
}

/** What to tell a person whose secret can't be kept out of a run's records. */
export function tooShortSecret(name: string): string {
  return `the secret parameter '${name}' has fewer than ${shortest} characters, and isn't hidden in logs and results`
}

const variable = /\b(?:process\.)?env(?:\.([\w$]+)|\[\s*["'`]([^"'`]+)["'`]\s*\])/g
const quoted = /(["'`])((?:\\.|(?!\1)[^\\])*)\1/g
/** What may stand beside variables and texts in an expression whose value is one of theirs. */
const beside = /^(?:\s|\?\?|\|\||[!()]|\b(?:as|String|Number|string|number)\b|\d)*$/

/** The values of the environment variables that an expression names, and the texts in it. */
function valuesIn(expression: string, environment: NodeJS.ProcessEnv): readonly unknown[] {
  const variables = [...expression.matchAll(variable)].map(([, one, other]) => environment[one ?? other ?? ""])
  const texts = [...expression.replaceAll(variable, "").matchAll(quoted)].map(([, , text]) => text)
  return [...variables, ...texts]
}

/**
 * The first secret parameter whose value only running the notebook would tell, so that nothing could keep it out of logs.
 * @param given values for parameters
 */
export function unknowableSecret(
  parameters: readonly Parameter[],
  source: string,
  given: ReadonlyMap<string, unknown>,
): string | undefined {
  return parameters.find(({ name, secret, default: value, start, end }) => {
    if (secret !== true || given.has(name) || value !== undefined) return false
    return !beside.test(source.slice(start, end).replaceAll(variable, "").replaceAll(quoted, ""))
  })?.name
}

function isTooShort(text: string): boolean {
  return text !== "" && text.length < shortest
}

function leaves(value: unknown): readonly string[] {
  if (typeof value === "string") return [value]
  if (typeof value === "number" || typeof value === "bigint") return [String(value)]
  if (value instanceof Date) return [value.toISOString()]
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : []
}

function formsOf(text: string): readonly string[] {
  const lines = text.split("\n").filter((line) => line.length >= shortestLine)
  const forms = [text, ...lines, JSON.stringify(text).slice(1, -1), encodeURIComponent(text.toWellFormed())]
  return forms.filter((form) => form.length >= shortest)
}

/** A value of JSON's kinds with a mark in the place of every secret text in it. */
export function withoutSecrets<Value>(value: Value, texts: readonly string[]): Value {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Every part stays of its kind.
  return hidden(value, texts) as Value
}

/** @param isField whether it is of an error's own fields, where a number may be a secret, too */
function hidden(value: unknown, texts: readonly string[], isField = false): unknown {
  if (isField && typeof value === "number") return texts.includes(String(value)) ? secretMark : value
  if (typeof value === "string") return texts.reduce((text, secret) => text.replaceAll(secret, secretMark), value)
  if (Array.isArray(value)) return value.map((member) => hidden(member, texts, isField))
  // A parameter's date is written as JSON only by the store.
  if (typeof value !== "object" || value === null || value instanceof Date) return value
  const entries = Object.entries(value)
  return Object.fromEntries(entries.map(([key, member]) => [key, hidden(member, texts, isField || key === "fields")]))
}

/** A store that is told nothing of secrets; nor is whoever hears of the events that it has recorded. */
export function storeWithoutSecrets(store: FlowStore, { texts }: Secrets): FlowStore {
  if (texts.length === 0) return store
  const hide = (events: readonly FlowEvent[]): readonly FlowEvent[] => withoutSecrets(events, texts)
  return {
    ...store,
    startRun: (run, events) => store.startRun(withoutSecrets(run, texts), hide(events)),
    record: (run, events, entries) => store.record(run, hide(events), entries),
    abandon: (run, error: ErrorReport) => store.abandon(run, withoutSecrets(error, texts)),
  }
}

/** Hands on lines that go on without secrets in them, and without a part of one at either end. */
export function unfinishedWithoutSecrets(
  onUnfinished: (line: UnfinishedLine) => void,
  { texts }: Secrets,
): (line: UnfinishedLine) => void {
  if (texts.length === 0) return onUnfinished
  return (line) => {
    const text = withoutSecrets(line.text, texts)
    const isWithin = texts.some((secret) => secret.includes(text))
    const start = Math.max(...texts.map((secret) => partLength(secret, (part) => text.startsWith(secret.slice(-part)))))
    const end = Math.max(...texts.map((secret) => partLength(secret, (part) => text.endsWith(secret.slice(0, part)))))
    onUnfinished({ ...line, text: isWithin ? "" : text.slice(start, text.length - end) })
  }
}

/** How long the longest part of a secret is that is meant. */
function partLength(secret: string, isThere: (length: number) => boolean): number {
  for (let length = secret.length - 1; length > 0; length--) if (isThere(length)) return length
  return 0
}
