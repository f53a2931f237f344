import { text } from "node:stream/consumers"
import { inertBundle } from "../../convert/page/inert.ts"
import { answer } from "../../history/answer.ts"
import { decodeRequest } from "../../history/decode.ts"
import { exitCodes } from "../exit.ts"

/** `tsnb history`: reads a notebook's run history for an editor, which asks on standard input. */
export async function history(): Promise<number> {
  await answer(decodeRequest(JSON.parse(await text(process.stdin))), inertBundle)
  return exitCodes.completed
}
