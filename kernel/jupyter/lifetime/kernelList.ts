import { readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { isObject } from "../../isObject.ts"
import { makeFolder } from "../../makeFolder.ts"
import { isAlive, localProcesses, type Owner, type ProcessTable } from "../../store/owner.ts"
import { userDataFolder } from "../../userFolders.ts"
import { readConnectionFile } from "../connection/connectionFile.ts"
import { Fields } from "../fields.ts"
import { removeSocketFiles } from "../sockets/openSocket.ts"
import type { LifeStatus } from "./lifetime.ts"

/** A kernel that lives, as it says of itself in a file of its own. */
export interface ListedKernel extends LifeStatus {
  /** Absolute path of the notebook that it is for. */
  notebook: string
  process: Owner
  /** The version of tsnb that it is of. */
  version: string
  /** Absolute path of its connection file, which only this user can read. */
  connectionFile: string
}

/** Where the kernels of this user that may outlive their windows are listed. */
export function kernelListFolder(): string {
  return join(userDataFolder(), "kernels")
}

/** Writes what a kernel says of itself. */
export function listKernel(kernel: ListedKernel, folder: string = kernelListFolder()): void {
  makeFolder(folder, 0o700)
  const file = fileOf(kernel, folder)
  // Whoever reads it gets all of it.
  const partial = partialOf(file)
  writeFileSync(partial, JSON.stringify(kernel), { mode: 0o600 })
  renameSync(partial, file)
}

/** Takes a kernel that ends off the list, and removes its connection file. */
export function unlistKernel(kernel: Pick<ListedKernel, "connectionFile">, folder: string = kernelListFolder()): void {
  const file = fileOf(kernel, folder)
  // It may have been killed while it wrote.
  for (const path of [file, partialOf(file)]) rmSync(path, { force: true })
  removeRemains(kernel)
}

/** The kernels of this machine that live. What those left behind that were killed is removed. */
export function liveKernels(
  folder: string = kernelListFolder(),
  processes: ProcessTable = localProcesses,
): readonly ListedKernel[] {
  return filesIn(folder).flatMap((file) => {
    const kernel = readKernel(file)
    // The folder of a user may be the same on several machines.
    if (!kernel || kernel.process.host !== processes.host) return []
    if (isKernelAlive(kernel, processes)) return [kernel]
    unlistKernel(kernel, folder)
    return []
  })
}

/** Whether a kernel's process is still the one that it was. */
export function isKernelAlive(
  { process: owner }: Pick<ListedKernel, "process">,
  processes: ProcessTable = localProcesses,
): boolean {
  return isAlive(owner, Infinity, Date.now(), processes)
}

function filesIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(".json"))
    return names.map((name) => join(folder, name))
  } catch {
    // No kernel has been listed yet.
    return []
  }
}

/** By the folder of its connection file, which is a kernel's own. */
function fileOf({ connectionFile }: Pick<ListedKernel, "connectionFile">, folder: string): string {
  return join(folder, `${basename(dirname(connectionFile))}.json`)
}

function partialOf(file: string): string {
  return `${file}.partial`
}

/** @returns undefined when it is gone by now, or of another version's form */
function readKernel(file: string): ListedKernel | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, "utf8"))
    return isObject(content) ? decodeKernel(content) : undefined
  } catch {
    return undefined
  }
}

function decodeKernel(content: Readonly<Record<string, unknown>>): ListedKernel {
  const fields = new Fields("kernel", content)
  const owner = new Fields("process", fields.object("process"))
  return {
    notebook: fields.text("notebook"),
    process: {
      pid: owner.whole("pid"),
      start: owner.has("start") ? owner.text("start") : null,
      host: owner.text("host"),
    },
    version: fields.text("version"),
    connectionFile: fields.text("connectionFile"),
    isAttended: fields.flag("isAttended", false),
    isWorking: fields.flag("isWorking", false),
    ...(fields.has("endsAt") && { endsAt: fields.whole("endsAt") }),
  }
}

/** The connection file with the sockets beside it, and their folder: a kernel that is killed can't take them along. */
function removeRemains({ connectionFile }: Pick<ListedKernel, "connectionFile">): void {
  if (basename(connectionFile) !== "connection.json") return
  try {
    removeSocketFiles(readConnectionFile(connectionFile))
    rmSync(connectionFile, { force: true })
    rmdirSync(dirname(connectionFile))
  } catch {
    // Gone already, as after a start of the machine; or something else is in that folder, which then stays.
  }
}
