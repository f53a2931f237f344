/** `%%html`, `%load x`, `!ls`: what other kernels take for commands of their own, at the start of a line. */
const magic = /^(?:%%?[A-Za-z]\w*|!\s*[\w./]+)/

/**
 * What to say of the lines in a cell that are commands of another kernel's. In TypeScript a line could begin so only
 * within an expression or a template: there it follows upon another line's operator, and a magic follows upon nothing.
 */
export function magicLines(source: string): readonly string[] {
  const lines = source.split("\n")
  const first = lines.findIndex((line) => line.trim() !== "")
  const found = lines.flatMap((line, index) => {
    const [command] = magic.exec(line) ?? []
    // `%` goes on from the line before; at the start of the cell, or after another magic, nothing does.
    const isMagic =
      command !== undefined && (index === first || magic.test(lines[index - 1] ?? "") || line.startsWith("%%"))
    return isMagic ? [{ line: index + 1, command }] : []
  })
  return found.map(
    ({ line, command }) =>
      `line ${line}: \`${command}\` is a command of another kernel's. It is kept, and is a mistake in TypeScript`,
  )
}
