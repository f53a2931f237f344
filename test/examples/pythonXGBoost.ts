import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { cacheFolder, thisPlace } from "../../examples/place.ts"
import { fetchedVersion } from "../../examples/xgboostLibrary.ts"
import { errorMessage } from "../../kernel/errorMessage.ts"

const execute = promisify(execFile)

/** A Python that has XGBoost. */
export interface PythonXGBoost {
  /** The library's file, for Node to use the same. */
  library: string
  /** Runs a script. Gives what it prints. */
  run(script: string, argumentList: readonly string[]): Promise<string>
}

/**
 * Finds a Python, and brings XGBoost for it into tsnb's cache folder, once for all tests.
 * @throws when that can't be done; the message says why
 */
export async function pythonXGBoost(): Promise<PythonXGBoost> {
  const { command, version } = await findPython()
  const machine = `${thisPlace.platform}-${thisPlace.processor}`
  const packages = join(cacheFolder(thisPlace), `test-xgboost-${fetchedVersion}-python${version}-${machine}`)
  if (!existsSync(packages)) await install(command, packages)
  const files: Readonly<Record<string, string>> = { win32: "xgboost.dll", darwin: "libxgboost.dylib" }
  const file = files[thisPlace.platform] ?? "libxgboost.so"
  const environment = { ...process.env, PYTHONPATH: packages, OMP_WAIT_POLICY: "passive" }
  return {
    library: join(packages, "xgboost", "lib", file),
    async run(script, argumentList) {
      const { stdout } = await execute(command, [script, ...argumentList], { env: environment, windowsHide: true })
      return stdout
    },
  }
}

async function findPython(): Promise<{ command: string; version: string }> {
  const reasons: string[] = []
  for (const command of ["python3", "python"]) {
    try {
      const { stdout } = await execute(command, ["-c", "import pip, sys; print('%d.%d' % sys.version_info[:2])"])
      return { command, version: stdout.trim() }
    } catch (error) {
      reasons.push(`${command}: ${errorMessage(error)}`)
    }
  }
  throw new Error(`There is no Python with pip on this machine (${reasons.join("; ")})`)
}

/** Into a folder of its own, without an environment: such a folder can be renamed when it is whole. */
async function install(command: string, packages: string): Promise<void> {
  await mkdir(dirname(packages), { recursive: true })
  const work = await mkdtemp(`${packages}-`)
  const name = thisPlace.platform === "darwin" ? "xgboost" : "xgboost-cpu"
  const quiet = ["--quiet", "--disable-pip-version-check"]
  // The package asks for Python 3.12, which not every machine has; what is used of it runs on older ones, too.
  const options = [...quiet, "--only-binary=:all:", "--ignore-requires-python", "--target", join(work, "packages")]
  try {
    await execute(command, ["-m", "pip", "install", ...options, `${name}==${fetchedVersion}`], { windowsHide: true })
    if (!existsSync(packages)) await rename(join(work, "packages"), packages)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
