import { terminalText } from "../../session/format/terminalText.ts"
import { JsonReporter } from "./json.ts"
import { PlainReporter } from "./plain.ts"
import { batched } from "./batched.ts"
import type { Reporter, Write } from "./reporter.ts"

const writeNote: Write = (text) => void process.stderr.write(terminalText(text))

/** The way of showing a run that suits the output: JSON when asked for, a live list in a terminal, else plain lines. */
export async function chooseReporter(json: boolean, stream: NodeJS.WriteStream = process.stdout): Promise<Reporter> {
  const write: Write = (text) => void stream.write(terminalText(text))
  if (json) return batched(write, (later) => new JsonReporter(later, writeNote))
  if (!stream.isTTY || process.env["TERM"] === "dumb" || process.env["CI"])
    return batched(write, (later) => new PlainReporter(later))
  const { LiveReporter } = await import("./live.ts")
  return new LiveReporter(stream)
}
