import type { Command } from "commander"
import { bashCompletion } from "../completion/bash.ts"
import { completedProgram, type CompletedCommand } from "../completion/commands.ts"
import { fishCompletion } from "../completion/fish.ts"
import { powershellCompletion } from "../completion/powershell.ts"
import { zshCompletion } from "../completion/zsh.ts"
import { exitCodes } from "../exit.ts"
import { printLines } from "../output.ts"

const shells = {
  bash: bashCompletion,
  fish: fishCompletion,
  powershell: powershellCompletion,
  zsh: zshCompletion,
} satisfies Record<string, (program: CompletedCommand) => string>

/** A shell that can be told how to complete. */
export type Shell = keyof typeof shells

/**
 * `tsnb completion`: prints a script by which a shell completes the commands and options of a program.
 * @returns the exit code
 */
export function completion(program: Command, shell: Shell): number {
  printLines([shells[shell](completedProgram(program)).trimEnd()])
  return exitCodes.completed
}
