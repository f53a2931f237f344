/** What no shell takes for anything but itself; on Windows, paths have backslashes. */
const plain = /^[\p{L}\p{N}_@%+=:,./][\p{L}\p{N}_@%+=:,./-]*$/u
const plainOnWindows = /^[\p{L}\p{N}_+=:./\\][\p{L}\p{N}_+=:./\\-]*$/u

/**
 * A word of a command that people are to type, quoted for their shell where it needs that: a file's name may have spaces,
 * quotes or `$` in it.
 */
export function shellWord(word: string, platform: NodeJS.Platform = process.platform): string {
  // What begins with a dash would be taken for an option, also between quotes.
  const text = word.startsWith("-") ? `./${word}` : word
  if (platform === "win32") return plainOnWindows.test(text) ? text : quotedForWindows(text)
  return plain.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** Double quotes suit both PowerShell and cmd, but for what PowerShell still reads between them. */
function quotedForWindows(text: string): string {
  return /[$`]/.test(text) ? `'${text.replaceAll("'", "''")}'` : `"${text}"`
}
