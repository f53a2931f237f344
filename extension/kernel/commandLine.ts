import { execFile } from "node:child_process"
import { nodeEnvironment } from "./nodeEnvironment.ts"

/** The command line couldn't do what it was asked to; the message is what it said. */
export class CommandLineError extends Error {
  override readonly name = "CommandLineError"
}

/** What a command printed. */
export interface Printed {
  output: string
  /** What it said on standard error though it went well: what people should know. */
  warnings: string
}

/** The command line that the extension brings along. */
export interface CommandLine {
  /** Absolute path of its program. */
  program: string
  /** Absolute path of the Node that runs it. */
  node: string
}

/** Milliseconds that a command may take. A store that another process holds is waited for half as long. */
const timeout = 60_000
/** Bytes that a command may print. */
const maxOutput = 64 * 2 ** 20

/**
 * Runs a command of tsnb's in a folder, in a process of its own.
 * @param input what it finds on standard input
 * @throws {CommandLineError} when it fails, or takes too long
 */
export function runCommand(
  { program, node }: CommandLine,
  args: readonly string[],
  folder: string,
  input = "",
): Promise<Printed> {
  const { promise, resolve, reject } = Promise.withResolvers<Printed>()
  const child = execFile(
    node,
    [program, ...args],
    {
      cwd: folder,
      env: nodeEnvironment({ NO_COLOR: "1" }),
      timeout,
      maxBuffer: maxOutput,
      windowsHide: true,
    },
    (error, output, warnings) => {
      if (error) reject(new CommandLineError(failureOf(error, warnings, args), { cause: error }))
      else resolve({ output, warnings: warnings.trim() })
    },
  )
  // One that ends before it has read all of it says why by its exit.
  child.stdin?.on("error", () => undefined)
  child.stdin?.end(input)
  return promise
}

function failureOf(error: Error & { killed?: boolean }, said: string, args: readonly string[]): string {
  if (error.killed) return `\`tsnb ${args.join(" ")}\` didn't end within ${timeout / 1_000} s`
  return saidBy(said) || error.message
}

/** What a command said on standard error, without its own name before it. */
export function saidBy(said: string): string {
  return said.trim().replace(/^tsnb: /, "")
}
