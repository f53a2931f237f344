import type { Environment } from "./variables.ts"

/** Options by which Node computes the same, only watched or with more room, each with its value. */
const withoutEffect =
  /(?:^|\s)(?:--(?:max-[\w-]+|inspect[\w-]*|trace[\w-]*|disable-warning|stack-trace-limit)(?:=\S*)?|--no-warnings|--enable-source-maps|(?:--require|-r)(?:\s+|=)(?:"[^"]*js-debug[^"]*"|\S*js-debug\S*))(?=\s|$)/g

/** Languages that Node takes when nothing is set. */
const defaultLanguages: ReadonlySet<string> = new Set(["", "C", "POSIX", "en_US"])

/**
 * The environment variables that Node reads itself, out of any trace's sight, and that a result may rest on: the time zone
 * and the language of `Date` and `Intl`, where packages are, Node's own options. Only those that make a difference are given,
 * so that who sets none finds the results of who sets the default.
 */
export function variablesOfNode(environment: Environment): Readonly<Record<string, string>> {
  const options = environment["NODE_OPTIONS"]?.replace(withoutEffect, "").trim()
  const variables = {
    TZ: environment["TZ"],
    LANG: languageOf(environment),
    NODE_OPTIONS: options,
    NODE_PATH: environment["NODE_PATH"],
    NODE_ICU_DATA: environment["NODE_ICU_DATA"],
  }
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ""),
  )
}

/**
 * Those of Node's variables that count for a task.
 * @param ignored names of `ignoreEnv=`; any of the three of the language stands for it
 */
export function countedVariables(
  variables: Readonly<Record<string, string>>,
  ignored: readonly string[],
): readonly (readonly [name: string, value: string])[] {
  const left = new Set(ignored.map((name) => (languageVariables.has(name) ? "LANG" : name)))
  return Object.entries(variables).filter(([name]) => !left.has(name))
}

const languageVariables: ReadonlySet<string> = new Set(["LANG", "LC_ALL", "LC_MESSAGES"])

/** Of the three variables the first that is set counts; what follows the language's name is about characters. */
function languageOf(environment: Environment): string {
  const set = environment["LC_ALL"] || environment["LC_MESSAGES"] || environment["LANG"] || ""
  const language = set.replace(/[.@].*$/, "")
  return defaultLanguages.has(language) ? "" : language
}
