import { foreignCommands } from "../../../cell/foreignCommands.ts"

/** What to say of the lines in a cell that are commands of another kernel's. */
export function magicLines(source: string): readonly string[] {
  return foreignCommands(source).map(
    ({ line, command }) =>
      `line ${line}: \`${command}\` is a magic command of another kernel. It is kept, and isn't valid TypeScript`,
  )
}
