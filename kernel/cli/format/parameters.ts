import type { RunRow } from "../../flow/ports.ts"
import { oneLine } from "../../session/format/text.ts"
import { toJson } from "../../store/json.ts"

/** Parameters as they are written on a command line, texts with blanks in quotes. */
export function parametersText(parameters: RunRow["parameters"]): string {
  return Object.entries(parameters)
    .map(
      ([name, value]) => `${name}=${typeof value === "string" && /^\S*$/.test(value) ? oneLine(value) : toJson(value)}`,
    )
    .join(" ")
}
