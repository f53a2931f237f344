import { tmpdir } from "node:os"
import { basename, dirname } from "node:path"
import { ProgressLocation, Uri, window, type LogOutputChannel } from "vscode"
import { runCommand } from "../kernel/commandLine.ts"

/** A file can't be made where the person wants it. */
export class ConversionError extends Error {
  override readonly name = "ConversionError"
}

/** What a conversion is done with. */
export interface ConversionParts {
  /** Absolute path of the command line's program. */
  program: string
  log: LogOutputChannel
}

/**
 * Makes another kind of file of a notebook, by the command line and on VS Code's own Node: that no code of the notebook's
 * runs makes it safe in a workspace that isn't trusted.
 * @param how the notebook's text, where that isn't what the file has, and more options of `tsnb convert`
 * @returns what people should know of it, line by line
 * @throws {CommandLineError} saying why it can't be done
 * @throws {ConversionError} when the new file isn't to be on this machine
 */
export async function convertTo(
  { program, log }: ConversionParts,
  from: string,
  target: Uri,
  { text, options = [] }: { text?: string; options?: readonly string[] } = {},
): Promise<readonly string[]> {
  if (target.scheme !== "file") {
    throw new ConversionError(`${target.toString(true)} isn't on this machine's disk: choose a folder that is`)
  }
  const to = target.fsPath
  const title = `Making ${basename(to)} of ${basename(from)}`
  const args = ["convert", from, to, "--force", ...options, ...(text === undefined ? [] : ["--stdin"])]
  const { warnings } = await window.withProgress({ location: ProgressLocation.Notification, title }, () =>
    runCommand({ program, node: process.execPath }, args, text === undefined ? dirname(from) : tmpdir(), text),
  )
  const notes = warnings === "" ? [] : warnings.split("\n").map((line) => line.replace(/^warning: /, ""))
  for (const note of notes) log.warn(`${basename(to)}: ${note}`)
  return notes
}

/**
 * Says that a file was created, and what there is to know about it.
 * @param open the button that opens it, and what it does
 */
export async function tellReady(
  file: string,
  notes: readonly string[],
  log: LogOutputChannel,
  open?: { label: string; action: () => Thenable<unknown> },
): Promise<void> {
  const [first, ...others] = notes
  const buttons = [...(open ? [open.label] : []), ...(first === undefined ? [] : ["Show Details"])]
  const created = `Created ${basename(file)}.`
  const known = (first ?? "").replace(/^[a-z]/, (letter) => letter.toUpperCase())
  const more = others.length > 0 ? ` (and ${others.length} more)` : ""
  const choice =
    first === undefined
      ? await window.showInformationMessage(created, ...buttons)
      : await window.showWarningMessage(`${created} ${known}${more}`, ...buttons)
  if (choice === "Show Details") log.show()
  else if (choice !== undefined) await open?.action()
}
