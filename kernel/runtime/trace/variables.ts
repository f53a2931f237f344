import { textHash } from "./contentHash.ts"

/** Environment variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * What a shell, npm, an editor or a terminal sets anew for each command or window. Listing the environment doesn't make a
 * result depend on these, or the same command from another terminal would find nothing kept; reading one by name does.
 */
const noise =
  /^(?:_|PWD|OLDPWD|SHLVL|INIT_CWD|COLUMNS|LINES|WINDOWID|NODE|NODE_CHANNEL_FD|NODE_CHANNEL_SERIALIZATION_MODE|npm_.*|TERM.*|COLORTERM|VSCODE_.*|WT_.*|SSH_.*|ITERM_.*|XPC_.*|TSNB_STORE)$/i

/** What packages ask for, when they are loaded, to choose colours and the like: no result rests on it. */
const terminal =
  /^(?:TERM.*|COLORTERM|FORCE_COLOR|NO_COLOR|CLICOLOR.*|CI|COLUMNS|LINES|TEAMCITY_VERSION|WT_.*|npm_.*)$/i

/** Whether a variable doesn't count when the environment is listed. */
export function isNoise(name: string): boolean {
  return noise.test(name)
}

/** Whether a variable doesn't count when a package reads it while being loaded. */
export function isAboutTerminal(name: string): boolean {
  return terminal.test(name)
}

/** The name as the system tells variables apart: Windows takes no notice of case. */
export function variableName(name: string): string {
  return process.platform === "win32" ? name.toUpperCase() : name
}

/** The hash of a variable's value; null when it isn't set. */
export function variableHash(value: string | undefined): string | null {
  return value === undefined ? null : textHash(value)
}

/** The hash over the names of the variables, without those that come and go, and those of `ignoreEnv=` (as the system tells them apart). */
export function variableNamesHash(names: readonly string[], without: readonly string[] = []): string {
  return textHash(
    names
      .filter((name) => !isNoise(name) && !without.includes(variableName(name)))
      .map(variableName)
      .toSorted()
      .join("\0"),
  )
}
