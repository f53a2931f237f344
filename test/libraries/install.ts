import { execFile } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdir, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { cacheFolder, thisPlace } from "../../examples/place.ts"
import { lock } from "../support/lock.ts"

/** Too large for everybody who installs tsnb's own dependencies. */
const libraries = ["@duckdb/node-api@1.5.6-r.1", "@tensorflow/tfjs@4.22.0", "ml-matrix@6.15.1", "nodejs-polars@0.26.1"]

/** Loads those that have native parts. */
const natives = 'require("nodejs-polars"); require("@duckdb/node-api")'

const execute = promisify(execFile)

/** Milliseconds for installing: some minutes on a slow line, and an end where a server hangs. */
const timeout = 300_000

/**
 * A folder with the libraries whose values tsnb keeps, installed once in tsnb's cache folder.
 * @returns the absolute path of its `node_modules`
 * @throws when npm can't install them
 */
export async function installLibraries(): Promise<string> {
  const key = createHash("sha256").update(JSON.stringify(libraries)).digest("hex").slice(0, 12)
  const folder = join(cacheFolder(thisPlace), `test-libraries-${key}-${thisPlace.processor}`)
  const modules = join(folder, "node_modules")
  const complete = join(folder, "complete")
  using _held = await lock(`${folder}.lock`)
  if (existsSync(complete)) return modules
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, "package.json"), '{ "private": true }\n')
  process.stderr.write("Installing the libraries whose values are kept; this takes a minute …\n")
  const options = { cwd: folder, timeout, windowsHide: true, shell: process.platform === "win32" }
  const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
  const install = (): Promise<unknown> => execute("npm", ["install", ...quiet, ...libraries], options)
  await install()
  // npm leaves out a native part that it can't fetch, as after a broken connection, and says that all is well.
  const load = (): Promise<unknown> => execute(process.execPath, ["--eval", natives], { cwd: folder })
  await load().catch(async () => {
    await rm(modules, { recursive: true, force: true })
    await rm(join(folder, "package-lock.json"), { force: true })
    await install()
    await load()
  })
  await writeFile(complete, "")
  return modules
}
