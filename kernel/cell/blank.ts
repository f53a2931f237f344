/** White space of the same lines and length. */
export function blank(text: string): string {
  return text.replaceAll(/[^\r\n]/g, " ")
}

/** Whether what follows a statement would go on with the one before, had that no semicolon. */
export function continuesStatement(after: string): boolean {
  return /^\s*[([`/+\-<]/.test(after)
}

/**
 * What takes the place of a statement that is left out, of the same lines and length: white space, and a semicolon where
 * what follows would otherwise go on with the statement before.
 * @param after what follows the statement
 */
export function blankStatement(statement: string, after: string): string {
  const space = blank(statement)
  return continuesStatement(after) ? `;${space.slice(1)}` : space
}
