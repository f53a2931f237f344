import { JsonReporter } from "./json.ts"
import { PlainReporter } from "./plain.ts"
import type { Reporter, Write } from "./reporter.ts"

/** The way of showing a run that suits the output: JSON when asked for, a live list in a terminal, else plain lines. */
export async function chooseReporter(json: boolean, stream: NodeJS.WriteStream = process.stdout): Promise<Reporter> {
  const write: Write = (text) => void stream.write(text)
  if (json) return new JsonReporter(write, (text) => void process.stderr.write(text))
  if (!stream.isTTY || process.env["TERM"] === "dumb" || process.env["CI"]) return new PlainReporter(write)
  const { LiveReporter } = await import("./live.ts")
  return new LiveReporter(stream)
}
