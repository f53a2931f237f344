import { readFileSync } from "node:fs"
import { join } from "node:path"
import { version } from "../../installation.ts"
import { isObject } from "../../isObject.ts"

/** The name of the file that makes a folder a kernel's. */
export const specificationFile = "kernel.json"

export interface SpecificationOptions {
  /** The Node that the kernel runs on. */
  node: string
  /** The kernel's main program. */
  program: string
  displayName: string
}

/** What `kernel.json` says: how a front end starts the kernel, and how it shows it. */
export function specification({ node, program, displayName }: SpecificationOptions): object {
  return {
    argv: [node, program, "{connection_file}"],
    display_name: displayName,
    language: "typescript",
    interrupt_mode: "message",
    // By `tsnb` an installation knows an earlier one of its own.
    metadata: { debugger: false, supported_encryption: ["curve"], tsnb: { version } },
  }
}

/** True when the kernel in a folder was installed by tsnb, of whatever version. */
export function isOurs(folder: string): boolean {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(join(folder, specificationFile), "utf8"))
  } catch {
    return false
  }
  const metadata = isObject(content) ? content["metadata"] : undefined
  return isObject(metadata) && isObject(metadata["tsnb"])
}
