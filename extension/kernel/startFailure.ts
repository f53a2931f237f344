import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { promisify } from "node:util"
import { nodeEnvironment } from "./nodeEnvironment.ts"

/** What is known of a kernel that didn't start. */
export interface StartFailure {
  /** How its process ended, such as `exit code 1`. */
  reason: string
  /** Whether it was ended because its time was over. */
  isLate: boolean
  /** Milliseconds that it had. */
  startTimeout: number
  folder: string
  isFolderThere: boolean
  /** The Node that the settings name, with its version; undefined for VS Code's own. */
  node?: { path: string; version: string | undefined }
  /** The last lines that it printed. */
  said: readonly string[]
}

const oldestNode = 24
const versionTimeout = 5_000

/** Finds out what may have kept a kernel from starting. */
export async function investigate(
  failure: Pick<StartFailure, "reason" | "isLate" | "startTimeout" | "folder" | "said">,
  nodePath: string | undefined,
): Promise<StartFailure> {
  const node = nodePath === undefined ? undefined : { path: nodePath, version: await versionOf(nodePath) }
  return { ...failure, isFolderThere: existsSync(failure.folder), ...(node && { node }) }
}

/** Says why a kernel didn't start, and what to do: names the setting that matters. */
export function describeStartFailure(failure: StartFailure): string {
  const { reason, isLate, startTimeout, folder, isFolderThere, node, said } = failure
  if (!isFolderThere) return `The kernel can't start: the notebook's folder ${folder} isn't there any more.`
  if (node && node.version === undefined) {
    return `The kernel can't start: ${node.path}, which the setting 'tsnb.nodePath' names, is no Node that runs (${reason}). Correct the setting, or leave it empty for VS Code's own Node.`
  }
  if (node && majorOf(node.version) < oldestNode) {
    return `The kernel can't start: ${node.path}, which the setting 'tsnb.nodePath' names, is Node ${node.version}, and ${oldestNode} or newer is needed. Correct the setting, or leave it empty for VS Code's own Node.`
  }
  const lines = said.length === 0 ? "" : ` It said: ${said.join("\n")}`
  if (isLate) {
    return `The kernel didn't answer within ${startTimeout / 1000} s. The setting 'tsnb.startTimeout' gives it more time.${lines}`
  }
  return `The kernel ended while it started (${reason}). The setting 'tsnb.nodePath' names another Node (${oldestNode} or newer) to run it with.${lines}`
}

function majorOf(version = ""): number {
  return Number(/^v(\d+)\./.exec(version)?.[1] ?? 0)
}

/** @returns undefined when it isn't a Node that runs */
async function versionOf(nodePath: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(nodePath, ["--version"], {
      timeout: versionTimeout,
      env: nodeEnvironment(),
    })
    return /^v\d+\.\d+/.test(stdout) ? stdout.trim() : undefined
  } catch {
    // Whatever it is, it can't run the kernel; how that ended is told already.
    return undefined
  }
}
