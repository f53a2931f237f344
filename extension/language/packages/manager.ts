import { readdir } from "node:fs/promises"
import { foldersFrom } from "./folders.ts"

export type PackageManager = "npm" | "pnpm" | "yarn" | "bun"

/** How a package is installed for a notebook. */
export interface Installation {
  command: PackageManager
  arguments: readonly string[]
  /** The folder to run it in. */
  folder: string
}

const lockFiles: ReadonlyMap<string, PackageManager> = new Map([
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
])

/**
 * How a package gets where a notebook's imports find it: into the nearest folder with a package.json, or the notebook's
 * own, by the package manager whose lock file is nearest; npm where there is none.
 */
export async function installationOf(name: string, notebookFolder: string): Promise<Installation> {
  const folders = await Promise.all(
    foldersFrom(notebookFolder).map(async (folder) => ({ folder, files: await filesIn(folder) })),
  )
  const managers = folders.flatMap(({ files }) => [...lockFiles].filter(([file]) => files.includes(file)))
  const command = managers[0]?.[1] ?? "npm"
  const folder = folders.find(({ files }) => files.includes("package.json"))?.folder ?? notebookFolder
  return { command, arguments: [command === "npm" ? "install" : "add", name], folder }
}

async function filesIn(folder: string): Promise<readonly string[]> {
  // One that may not be read is one without a lock file.
  return readdir(folder).catch(() => [])
}
