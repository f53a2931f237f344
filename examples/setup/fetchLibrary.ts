import { execFile } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { promisify } from "node:util"
import type { Place } from "../place.ts"
import { fetchedFolder, fetchedVersion } from "../xgboostLibrary.ts"
import { XGBoostLibraryError } from "../xgboostLibraryError.ts"

const execute = promisify(execFile)

/** A file on PyPI: the package, the platform that its name says it is for, and its content's SHA-256. */
interface Wheel {
  package: string
  platform: string
  hash: string
}

/** The release of `fetchedVersion`, by Node's platform and processor. */
const wheels: Readonly<Record<string, Wheel>> = {
  "linux-x64": {
    package: "xgboost-cpu",
    platform: "manylinux_2_28_x86_64",
    hash: "1f16331f5c6beb2b40fbd4bf2834333062d93c9eb38b76186a5c206841dc1809",
  },
  "linux-arm64": {
    package: "xgboost-cpu",
    platform: "manylinux_2_28_aarch64",
    hash: "47b81860b18056f9425b34fe2905343bc7ee0118122ae09cf2e31c305ed49877",
  },
  "darwin-x64": {
    package: "xgboost",
    platform: "macosx_10_15_x86_64",
    hash: "1ea15f15f661825b6a67d87674fb9604a1abb38dd0d4c5cf0486fc85f5203e83",
  },
  "darwin-arm64": {
    package: "xgboost",
    platform: "macosx_12_0_arm64",
    hash: "a7afd7dbace0951c93aa85ffe046e54bc40893f5b51cd3e7991eb157bf9c7c7c",
  },
  "win32-x64": {
    package: "xgboost-cpu",
    platform: "win_amd64",
    hash: "ceb0f7c786511e1876df6ca83a6f837a3187159bde51d8dcc5cdf5e2de76e366",
  },
}

/** Milliseconds that Python may take for one thing before it is taken to hang. */
const patience = 180_000

/**
 * Fetches XGBoost's library from PyPI with any Python's pip, so that mirrors and proxies work as they are set up there,
 * and unpacks it into tsnb's cache folder. Several processes may do so at once.
 * @throws {XGBoostLibraryError} when there is no wheel for the machine, no pip, or no way to PyPI
 */
export async function fetchLibrary(place: Place): Promise<void> {
  const machine = `${place.platform}-${place.processor}`
  const wheel = wheels[machine]
  if (!wheel) throw new XGBoostLibraryError(`PyPI has no XGBoost ${fetchedVersion} for ${machine}`)
  const target = fetchedFolder(place)
  await mkdir(dirname(target), { recursive: true })
  // In the same folder as the target, since a rename can't cross file systems.
  const work = await mkdtemp(`${target}-`)
  try {
    const python = await findPython(place)
    const file = await download(python, place, wheel, work)
    await checkHash(file, wheel.hash)
    const unpacked = join(work, "unpacked")
    await runPython(python, place, ["-m", "zipfile", "-e", file, unpacked])
    await moveInto(unpacked, target)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function runPython(command: string, { environment }: Place, argumentList: readonly string[]): Promise<void> {
  await execute(command, argumentList, { timeout: patience, windowsHide: true, env: environment })
}

async function findPython(place: Place): Promise<string> {
  const reasons: string[] = []
  for (const command of ["python3", "python", "py"]) {
    try {
      await runPython(command, place, ["-m", "pip", "--version"])
      return command
    } catch (error) {
      reasons.push(`${command}: ${reasonOf(error)}`)
    }
  }
  throw new XGBoostLibraryError(`No Python with pip was found (${reasons.join("; ")})`)
}

async function download(python: string, place: Place, wheel: Wheel, folder: string): Promise<string> {
  const asked = `${wheel.package}==${fetchedVersion}`
  const what = ["--no-deps", "--only-binary=:all:", "--platform", wheel.platform, "--python-version", "3.12"]
  const how = ["--disable-pip-version-check", "--quiet", "--retries", "1", "--timeout", "15", "--dest", folder]
  try {
    await runPython(python, place, ["-m", "pip", "download", ...what, ...how, asked])
  } catch (error) {
    throw new XGBoostLibraryError(`pip could not download ${asked}: ${reasonOf(error)}`, { cause: error })
  }
  const name = (await readdir(folder)).find((name) => name.endsWith(".whl"))
  if (name === undefined) throw new XGBoostLibraryError(`pip downloaded no wheel of ${asked}`)
  return join(folder, name)
}

async function checkHash(file: string, expected: string): Promise<void> {
  const actual = createHash("sha256")
    .update(await readFile(file))
    .digest("hex")
  if (actual === expected) return
  throw new XGBoostLibraryError(
    `${basename(file)} isn't the file that was released: its SHA-256 is ${actual}, expected was ${expected}`,
  )
}

async function moveInto(folder: string, target: string): Promise<void> {
  try {
    await rename(folder, target)
  } catch (error) {
    // Another process was faster, with the same content. On Windows that is EPERM.
    const taken =
      error instanceof Error && "code" in error && ["ENOTEMPTY", "EEXIST", "EPERM"].includes(String(error.code))
    if (!taken) throw error
  }
}

/** The last line that a failed command printed, which with Python says what went wrong. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if ("code" in error && error.code === "ENOENT") return "not installed"
  const printed = "stderr" in error && typeof error.stderr === "string" ? error.stderr.trim().split("\n") : []
  const telling = printed.find((line) => line.startsWith("ERROR:")) ?? printed.at(-1)
  return telling || error.message
}
