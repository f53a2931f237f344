import type { RetryOptions } from "./directive.ts"
import { readPattern } from "../pattern.ts"
import { isCron } from "./cron.ts"
import type { Loop } from "./directive.ts"
import { parseDuration, parseSize } from "./units.ts"
import { readElements, readText, type Written } from "./written.ts"

/** What an option takes. */
export interface ValueType<T> {
  /** Completes "expected …". */
  expected: string
  /** The words that can be given, for completion. */
  words?: readonly string[]
  /** Some of the values that can be given, as one would write them, for completion. */
  examples?: readonly string[]
  /** The value, or undefined when what is written isn't of this type. */
  read(written: Written): T | undefined
  /** What is wrong with a value that can be read, and what to write in its place. */
  objection?(written: Written): { message: string; instead: string } | undefined
}

/** A whole number not below the least. */
export function wholeNumber(least: number): ValueType<number> {
  return {
    expected: `a whole number, ${least} or more`,
    read: ({ json }) => (typeof json === "number" && Number.isSafeInteger(json) && json >= least ? json : undefined),
  }
}

export const share: ValueType<number> = {
  expected: "a number from 0 to 1",
  read: ({ json }) => (typeof json === "number" && json >= 0 && json <= 1 ? json : undefined),
}

export const duration: ValueType<number> = {
  expected: "a duration with its unit (ms, s, m, h or d)",
  examples: ["30s", "10m", "1h", "1d"],
  read: ({ content }) => parseDuration(content) || undefined,
}

export const delays: ValueType<RetryOptions["retryDelay"]> = {
  expected: "a duration with its unit (ms, s, m, h or d), a list of them, or exponential",
  words: ["exponential"],
  examples: ["2s", "30s", "1s,10s,1m"],
  read(written) {
    if (written.content === "exponential") return "exponential"
    const single = parseDuration(written.content)
    return single ?? allRead(readElements(written), ({ content }) => parseDuration(content), 1)
  },
}

export const size: ValueType<number> = {
  expected: "a size with its unit (KB, MB, GB or TB)",
  examples: ["512MB", "2GB", "8GB"],
  read: ({ content }) => parseSize(content) || undefined,
}

export const onOff: ValueType<boolean> = {
  expected: "on or off",
  words: ["on", "off"],
  read: ({ text }) => (/^(on|true)$/.test(text) ? true : /^(off|false)$/.test(text) ? false : undefined),
}

export const text: ValueType<string> = { expected: "a word, or a text in double quotes", read: readText }

/** Any text, also an empty one. */
export const version: ValueType<string> = {
  expected: text.expected,
  read: (written) => (written.json === "" ? "" : readText(written)),
}

export const words: ValueType<readonly string[]> = {
  expected: "words with commas between them, or a list of texts in double quotes",
  read: (written) => allRead(readElements(written), readText, 0),
}

/** What a template would fill in. With a comma between them, braces are a glob's alternatives. */
const placeholder = /\$\{[^{},]*\}/g

/** Patterns of files' paths. */
export const globs: ValueType<readonly string[]> = {
  ...words,
  objection({ text }) {
    const [found] = text.match(placeholder) ?? []
    if (found === undefined) return undefined
    const instead = text.replace(placeholder, "*")
    return { message: `'${found}' isn't filled in: a pattern is fixed. Write one for all the files, such as`, instead }
  },
}

export const expression: ValueType<string> = {
  expected: "an expression in double quotes",
  read: readText,
}

export const loop: ValueType<Loop> = {
  expected: "a name, `of` and a list, in double quotes",
  read({ content, line, column }) {
    // A text in the pattern may have the word in it, too.
    for (const start of wordsOf(content)) {
      const list = content.slice(start + 2)
      const variable = content.slice(0, start).trim()
      const pattern = list.trim() === "" || variable === "" ? undefined : readPattern(variable)
      if (!pattern) continue
      const space = list.length - list.trimStart().length
      return { variable, ...pattern, list: list.trim(), line, column: column + start + 2 + space }
    }
    return undefined
  },
}

/** How many places are tried where a loop's `of` may be. */
const maxTried = 10

/** Where `of` stands by itself, as far as the first few times. */
function* wordsOf(content: string): Generator<number> {
  let tried = 0
  for (let start = content.indexOf("of"); start >= 0 && tried < maxTried; start = content.indexOf("of", start + 1)) {
    if (!/[\s\]}]/.test(content.charAt(start - 1)) || !/[\s[{("'`]/.test(content.charAt(start + 2))) continue
    tried++
    yield start
  }
}

export const limits: ValueType<Readonly<Record<string, number>>> = {
  expected: "an object of tags and whole numbers, 1 or more",
  read({ json }) {
    if (typeof json !== "object" || json === null || Array.isArray(json)) return undefined
    const entries: (readonly [string, unknown])[] = Object.entries(json)
    const intact = entries.filter(
      (entry): entry is [string, number] => Number.isSafeInteger(entry[1]) && Number(entry[1]) >= 1,
    )
    return intact.length === entries.length ? Object.fromEntries(intact) : undefined
  },
}

export const cron: ValueType<string> = {
  expected:
    "a cron expression in double quotes: minute (0-59), hour (0-23), day (1-31), month (1-12) and weekday (0-7), or six fields with seconds first",
  examples: ['"0 * * * *"', '"0 6 * * *"', '"0 9 * * 1-5"'],
  read({ json }) {
    if (typeof json !== "string") return undefined
    const text = json.trim().split(/\s+/).join(" ")
    return isCron(text) ? text : undefined
  },
}

export const timeZone: ValueType<string> = {
  expected: "an IANA time zone",
  read({ content }) {
    try {
      new Intl.DateTimeFormat("en", { timeZone: content }).format()
      return content
    } catch {
      // Thrown for an unknown time zone; there is no other way to ask.
      return undefined
    }
  },
}

/** One of some words. */
export function choice<const Words extends readonly string[]>(...words: Words): ValueType<Words[number]> {
  return {
    expected: `one of ${words.join(", ")}`,
    words,
    read: ({ content }) => words.find((word) => word === content),
  }
}

/** All elements read, or undefined when one can't be or there are too few. */
function allRead<T>(
  elements: readonly Written[] | undefined,
  read: (element: Written) => T | undefined,
  least: number,
): readonly T[] | undefined {
  const values = elements?.map(read).filter((value) => value !== undefined)
  return values && values.length === elements?.length && values.length >= least ? values : undefined
}
