import type { CellError } from "../../model/cellOutput.ts"
import { asError } from "../../errorMessage.ts"

/** An error in the protocol's words. */
export interface ErrorContent extends Readonly<Record<string, unknown>> {
  ename: string
  evalue: string
  traceback: readonly string[]
}

/** A cell's error as front ends take it. */
export function errorContent({ name, message, traceback }: CellError): ErrorContent {
  return { ename: name, evalue: message, traceback }
}

/** The content of a reply to a request that failed in the kernel rather than in a cell. */
export function errorReply(error: unknown): ErrorContent & { status: "error" } {
  const { name, message } = asError(error)
  return { status: "error", ename: name, evalue: message, traceback: [`${name}: ${message}`] }
}
