import { terminalText } from "../../session/format/terminalText.ts"
import { JsonReporter } from "./json.ts"
import { PlainReporter } from "./plain.ts"
import { QuietReporter } from "./quiet.ts"
import { batched } from "./batched.ts"
import type { Reporter, Write } from "./reporter.ts"

const writeNote: Write = (text) => void process.stderr.write(terminalText(text))

/** How people want to see a run. */
export interface ReportOptions {
  json?: boolean
  quiet?: boolean
}

/**
 * The way of showing a run that suits the output: JSON, or little, when asked for; a live list in a terminal, else plain
 * lines.
 */
export async function chooseReporter(
  { json = false, quiet = false }: ReportOptions,
  stream: NodeJS.WriteStream = process.stdout,
): Promise<Reporter> {
  const write: Write = (text) => void stream.write(terminalText(text))
  if (quiet) return new QuietReporter(write, writeNote)
  if (json) return batched(write, (later) => new JsonReporter(later, writeNote))
  if (!stream.isTTY || process.env["TERM"] === "dumb" || process.env["CI"])
    return batched(write, (later) => new PlainReporter(later))
  const { LiveReporter } = await import("./live.ts")
  return new LiveReporter(stream)
}
