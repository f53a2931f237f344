import { CommanderError, type Command } from "commander"
import { exitCodes, UsageError } from "./exit.ts"
import { describeFailure } from "./failure.ts"
import { tolerateClosedOutputs, warnLines } from "./output.ts"
import { createProgram } from "./program.ts"
import { checkDataFolder } from "../userFolders.ts"
import { shellWord } from "../shellWord.ts"

/**
 * Does what a command line asks for.
 * @param args without the program's own name
 * @returns the exit code
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  tolerateClosedOutputs()
  // What goes wrong outside of any promise that is waited for ends the command as well, and in the same words.
  process.once("uncaughtException", (error) => process.exit(report(error)))
  let exitCode: number = exitCodes.completed
  const program = createProgram((code) => {
    exitCode = code
  })
  for (const command of withAllBelow(program)) command.exitOverride()
  try {
    checkDataFolder()
    refuseMissingCommand(args)
    await program.parseAsync(args, { from: "user" })
    return exitCode
  } catch (error) {
    // Commander has printed what it has to say; help and version that were asked for come this way, too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.completed : exitCodes.wrongUse
    return report(error)
  }
}

function withAllBelow(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withAllBelow)]
}

/** @returns the exit code */
function report(error: unknown): number {
  const failure = describeFailure(error)
  warnLines([failure.text])
  return failure.exitCode
}

/** @throws {UsageError} when the first argument is a notebook: other programs of this kind take one there */
function refuseMissingCommand([first]: readonly string[]): void {
  if (first?.endsWith(".tsnb"))
    throw new UsageError(`Say what to do with ${first}, such as \`tsnb run ${shellWord(first)}\`.`)
}
