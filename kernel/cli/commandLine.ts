import { CommanderError } from "commander"
import { exitCodes } from "./exit.ts"
import { describeFailure } from "./failure.ts"
import { tolerateClosedOutputs } from "./output.ts"
import { createProgram } from "./program.ts"

/**
 * Does what a command line asks for.
 * @param args without the program's own name
 * @returns the exit code
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  tolerateClosedOutputs()
  let exitCode: number = exitCodes.completed
  const program = createProgram((code) => {
    exitCode = code
  })
  for (const command of [program, ...program.commands]) command.exitOverride()
  try {
    await program.parseAsync(args, { from: "user" })
    return exitCode
  } catch (error) {
    // Commander has printed what it has to say; help and version that were asked for come this way, too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.completed : exitCodes.wrongUse
    const failure = describeFailure(error)
    process.stderr.write(`${failure.text}\n`)
    return failure.exitCode
  }
}
