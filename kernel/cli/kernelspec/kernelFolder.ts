import { cpSync, existsSync, lstatSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { UsageError } from "../exit.ts"
import { isOurs, specificationFile } from "./specification.ts"
import { makeFolder } from "../../makeFolder.ts"

/** What a kernel's folder holds. */
export interface KernelFiles {
  /** For `kernel.json`. */
  specification: object
  /** A folder with the logos. */
  logos: string
}

/**
 * Makes a kernel's folder. It is there only when it is whole; one that tsnb made earlier is replaced.
 * @param force whether to replace what isn't tsnb's, too
 * @throws {UsageError} when there is something that isn't tsnb's, or the folder can't be written
 */
export function writeKernel(folder: string, files: KernelFiles, force: boolean): void {
  refuseForeign(folder, force)
  let work: string | undefined
  try {
    makeFolder(dirname(folder))
    // Beside its target, since a rename can't cross file systems; Jupyter takes no folder without kernel.json for a kernel.
    work = mkdtempSync(join(dirname(folder), ".tsnb-"))
    const fresh = join(work, "kernel")
    cpSync(files.logos, fresh, { recursive: true })
    writeFileSync(join(fresh, specificationFile), `${JSON.stringify(files.specification, undefined, 2)}\n`)
    rmSync(folder, { recursive: true, force: true })
    renameSync(fresh, folder)
  } catch (error) {
    throw notWritable(folder, error)
  } finally {
    if (work !== undefined) rmSync(work, { recursive: true, force: true })
  }
}

/**
 * Removes a kernel's folder.
 * @param force whether to remove what isn't tsnb's, too
 * @returns whether there was one
 * @throws {UsageError} when it isn't tsnb's, or can't be removed
 */
export function removeKernel(folder: string, force: boolean): boolean {
  if (!isThere(folder)) return false
  refuseForeign(folder, force)
  try {
    rmSync(folder, { recursive: true })
  } catch (error) {
    throw notWritable(folder, error)
  }
  return true
}

function refuseForeign(folder: string, force: boolean): void {
  if (force || !isThere(folder) || isOurs(folder)) return
  const what = existsSync(join(folder, specificationFile)) ? "is another program's kernel" : "isn't a kernel"
  throw new UsageError(`${folder} ${what}: it is left as it is. Choose another --name, or give --force to replace it.`)
}

/** True for a link that leads nowhere, too. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    // Something above it is no folder.
    if (error instanceof Error && "code" in error && error.code === "ENOTDIR") return false
    throw error
  }
}

const refusals: ReadonlySet<unknown> = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST"])

function notWritable(folder: string, error: unknown): unknown {
  if (!(error instanceof Error && "code" in error && refusals.has(error.code))) return error
  return new UsageError(
    `${folder} can't be changed (${error.message}). Choose --user, or --prefix with a folder that is yours.`,
    { cause: error },
  )
}
