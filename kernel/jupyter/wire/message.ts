/** The version of Jupyter's messaging protocol that this kernel speaks. */
export const protocolVersion = "5.5"

/** What every message says of itself. */
export interface Header {
  msg_id: string
  msg_type: string
  session: string
  username: string
  date: string
  version: string
  /** The subshell that a request on shell is for. */
  subshell_id?: string
}

/** What an answer, or an output, belongs to. */
export interface Parent {
  header: Header
  /** The header as it came, to be repeated in every answer without writing it anew. */
  headerBytes: Buffer
}

/** A message from a front end whose signature and form were found good; what its content is, is decoded where it is used. */
export interface Received extends Parent {
  /** Which peers the answer goes back to. */
  identities: readonly Buffer[]
  /** The id of the message that this one answers, such as the request for input. */
  parentId: string | undefined
  metadata: Readonly<Record<string, unknown>>
  content: Readonly<Record<string, unknown>>
  buffers: readonly Buffer[]
}

/** A message to front ends. */
export interface Outgoing {
  type: string
  content: Readonly<Record<string, unknown>>
  parent: Parent | undefined
  metadata?: Readonly<Record<string, unknown>>
  buffers?: readonly Uint8Array[]
}
