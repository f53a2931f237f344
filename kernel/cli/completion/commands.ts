import type { Command, Option } from "commander"

/** A command as shells complete it. */
export interface CompletedCommand {
  /** All its words but `tsnb`: none for the program itself, `kernel install` for a command of a command. */
  path: string
  description: string
  options: readonly CompletedOption[]
  /** The commands below it. */
  commands: readonly CompletedCommand[]
  /** What its argument may be, where that is known; a file otherwise. */
  choices: readonly string[]
}

/** An option as shells complete it. */
export interface CompletedOption {
  /** Such as `-f` and `--force`. */
  flags: readonly string[]
  description: string
  /** What its value is called, such as `file`; absent when it takes none. */
  value?: string
  /** What the value may be, where that is known. */
  choices: readonly string[]
}

/** A program with its commands, as its help shows them. */
export function completedProgram(program: Command): CompletedCommand {
  return completed(program, [], [])
}

/**
 * @param above the words of the commands above it, and its own
 * @param siblings names of the commands beside it, and its own: what `help` takes
 */
function completed(command: Command, above: readonly string[], siblings: readonly string[]): CompletedCommand {
  const help = command.createHelp()
  const below = help.visibleCommands(command).toSorted((one, other) => (one.name() < other.name() ? -1 : 1))
  const names = below.map((one) => one.name())
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? [])
  return {
    path: above.join(" "),
    description: command.description(),
    options: help.visibleOptions(command).map(completedOption),
    commands: below.map((one) => completed(one, [...above, one.name()], names)),
    choices: command.name() === "help" ? siblings : choices,
  }
}

/** A command and all that are below it. */
export function withAllBelow(command: CompletedCommand): CompletedCommand[] {
  return [command, ...command.commands.flatMap(withAllBelow)]
}

/** What the command is called by the one above it. */
export function lastWord({ path }: CompletedCommand): string {
  return path.slice(path.lastIndexOf(" ") + 1)
}

function completedOption({ short, long, flags, description, argChoices }: Option): CompletedOption {
  const value = /<([^=>]+)/.exec(flags)?.[1]
  return {
    flags: [short, long].filter((flag) => flag !== undefined),
    description,
    choices: argChoices ?? [],
    ...(value !== undefined && { value }),
  }
}
