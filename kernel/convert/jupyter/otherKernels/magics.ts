import { foreignCommands } from "../../../cell/foreignCommands.ts"

/** What to say of the lines in a cell that are commands of another kernel's. */
export function magicLines(source: string): readonly string[] {
  return foreignCommands(source).map(
    ({ line, command }) =>
      `line ${line}: \`${command}\` is a command of another kernel's. It is kept, and is a mistake in TypeScript`,
  )
}
