import { createHash } from "node:crypto"
import type { Signer } from "./signer.ts"
import type { SeenMessages } from "./seenMessages.ts"
import type { Header, Received } from "./message.ts"
import { isObject } from "../../isObject.ts"

/** A message that can't be taken for what it should be. It is dropped; the message says why. */
export class BadMessageError extends Error {
  override readonly name = "BadMessageError"
}

/** What stands between the peers' identities and the message itself. */
export const delimiter: Buffer = Buffer.from("<IDS|MSG>")

const maxIdentities = 16
const maxHeaderLength = 64 * 1024
const maxMetadataLength = 16 * 1024 * 1024
const maxContentLength = 128 * 1024 * 1024
const maxBuffers = 1_000

/**
 * Takes the parts that came over a socket for a message.
 * @throws {BadMessageError} when they aren't one, or weren't signed with the kernel's key, or came before
 */
export function decodeMessage(frames: readonly Buffer[], signer: Signer, seen: SeenMessages): Received {
  const start = frames.findIndex((frame) => frame.equals(delimiter))
  if (start < 0) throw new BadMessageError("it has no <IDS|MSG> part")
  if (start > maxIdentities) throw new BadMessageError(`it has ${start} identities`)
  const [signature, header, parent, metadata, content, ...buffers] = frames.slice(start + 1)
  if (!signature || !header || !parent || !metadata || !content) {
    throw new BadMessageError(`it has ${frames.length - start - 1} parts after <IDS|MSG>, and needs 5`)
  }
  checkLength("header", header, maxHeaderLength)
  checkLength("parent header", parent, maxHeaderLength)
  checkLength("metadata", metadata, maxMetadataLength)
  checkLength("content", content, maxContentLength)
  if (buffers.length > maxBuffers) throw new BadMessageError(`it has ${buffers.length} buffers`)
  if (!signer.isSignatureOf(signature, [header, parent, metadata, content])) {
    throw new BadMessageError(signature.length === 0 ? "it isn't signed" : "its signature is wrong")
  }
  const message: Received = {
    identities: frames.slice(0, start),
    header: decodeHeader(parseObject("header", header)),
    headerBytes: header,
    parentId: textOrNone(parseObject("parent header", parent)["msg_id"]),
    metadata: parseObject("metadata", metadata),
    content: parseObject("content", content),
    buffers,
  }
  // Only messages that are sound otherwise are remembered: nobody without the key can make the kernel forget others.
  if (!seen.isNew(markOf(signature, header, signer))) throw new BadMessageError("it came before")
  return message
}

function checkLength(name: string, part: Buffer, longest: number): void {
  if (part.length > longest) throw new BadMessageError(`its ${name} has ${part.length} bytes; ${longest} are the most`)
}

function parseObject(name: string, part: Buffer): Readonly<Record<string, unknown>> {
  const value = parse(name, part)
  if (!isObject(value)) throw new BadMessageError(`its ${name} isn't a JSON object`)
  return value
}

function parse(name: string, part: Buffer): unknown {
  try {
    return JSON.parse(part.toString("utf8"))
  } catch {
    throw new BadMessageError(`its ${name} isn't JSON`)
  }
}

function decodeHeader(fields: Readonly<Record<string, unknown>>): Header {
  const { msg_id, msg_type, session, username, date, version, subshell_id } = fields
  if (typeof msg_id !== "string" || msg_id === "") throw new BadMessageError("its header has no msg_id")
  if (typeof msg_type !== "string" || msg_type === "") throw new BadMessageError("its header has no msg_type")
  if (subshell_id !== undefined && subshell_id !== null && typeof subshell_id !== "string") {
    throw new BadMessageError("its header has a subshell_id that isn't text")
  }
  return {
    msg_id,
    msg_type,
    // Clients of older protocols leave these out, and nothing depends on them.
    session: textOrNone(session) ?? "",
    username: textOrNone(username) ?? "",
    date: textOrNone(date) ?? "",
    version: textOrNone(version) ?? "",
    ...(typeof subshell_id === "string" && { subshell_id }),
  }
}

function textOrNone(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined
}

/**
 * What no other message has. The id alone isn't: Python's client and its manager number their messages each from zero
 * under one session, so the date belongs to it, and in it the microsecond.
 */
function markOf(signature: Buffer, header: Buffer, signer: Signer): string {
  return signer.isSigning ? signature.toString("latin1") : createHash("sha1").update(header).digest("base64")
}
