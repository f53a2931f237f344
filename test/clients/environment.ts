import { execFile } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { delimiter, join } from "node:path"
import { promisify } from "node:util"
import { cacheFolder, thisPlace } from "../../examples/place.ts"
import { lock } from "../support/lock.ts"

const execute = promisify(execFile)

/** What the tests with Jupyter's own programs need of PyPI: the newest of each. */
const requirements = [
  "ipykernel>=7.4",
  "jupyter-client>=8.10",
  "jupyter-console>=6.6",
  "jupyter-kernel-test==0.7.*",
  "jupyterlab>=4.6",
  "nbclient>=0.11",
  "nbconvert>=7.17",
  "nbformat>=5.11",
  "papermill>=2.7",
]

/** Milliseconds for making the environment: some minutes on a slow line, and an end where a server hangs. */
const timeout = 600_000

/** A Python environment. */
export interface PythonEnvironment {
  /** The folder of its programs. */
  programs: string
  /** A search path on which they come first. */
  searchPath: string
}

/**
 * The Python environment that has Jupyter. It is made once in tsnb's cache folder, for all tests and later runs; whoever
 * comes while it is being made waits.
 * @throws when there is no Python, no way to PyPI, or a failure earlier in the same run of the tests
 */
export async function pythonEnvironment(): Promise<PythonEnvironment> {
  const { command, version } = await findPython()
  const key = createHash("sha256")
    .update(JSON.stringify([requirements, version]))
    .digest("hex")
    .slice(0, 12)
  const folder = join(cacheFolder(thisPlace), `test-jupyter-${key}-python${version}-${thisPlace.processor}`)
  const programs = join(folder, process.platform === "win32" ? "Scripts" : "bin")
  const environment = { programs, searchPath: [programs, process.env["PATH"]].join(delimiter) }
  const complete = join(folder, "complete")
  if (existsSync(complete)) return environment
  using _held = await lock(`${folder}.lock`)
  if (existsSync(complete)) return environment
  await refuseAfterFailure(`${folder}.failure`)
  process.stderr.write("Making the Python environment for the tests with Jupyter; this takes a minute or two …\n")
  try {
    await make(command, folder, programs)
    await writeFile(complete, `${requirements.join("\n")}\n`)
  } catch (error) {
    const reason = `the Python environment for Jupyter could not be made: ${reasonOf(error)}`
    await writeFile(`${folder}.failure`, `${testRun}\n${reason}`)
    throw new Error(reason, { cause: error })
  }
  return environment
}

async function make(command: string, folder: string, programs: string): Promise<void> {
  // What an interrupted attempt left.
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const options = { timeout, windowsHide: true, env: { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: "1" } }
  await execute(command, ["-m", "venv", folder], options)
  const quiet = ["--quiet", "--no-input", "--prefer-binary", "--retries", "1", "--timeout", "15"]
  await execute(join(programs, "python"), ["-m", "pip", "install", ...quiet, ...requirements], options)
}

/** Tells one run of the tests from another; the same in all its processes. */
const testRun = process.env["TSNB_TEST_RUN"] ?? String(process.pid)

/** A test file needn't try again what failed for another one a moment ago. */
async function refuseAfterFailure(file: string): Promise<void> {
  if (!existsSync(file)) return
  const [run, ...reason] = (await readFile(file, "utf8")).split("\n")
  if (run === testRun) throw new Error(reason.join("\n"))
  await rm(file, { force: true })
}

async function findPython(): Promise<{ command: string; version: string }> {
  const reasons: string[] = []
  for (const command of process.platform === "win32" ? ["python", "py"] : ["python3", "python"]) {
    try {
      const check = "import ensurepip, sys, venv; print('%d.%d.%d' % sys.version_info[:3])"
      const { stdout } = await execute(command, ["-c", check], { timeout, windowsHide: true })
      return { command, version: stdout.trim() }
    } catch (error) {
      reasons.push(`${command}: ${reasonOf(error)}`)
    }
  }
  throw new Error(`no Python with venv is on this machine (${reasons.join("; ")}); Debian's package is python3-venv`)
}

/** What a command said last, which with Python and pip is what went wrong. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if ("code" in error && error.code === "ENOENT") return "not installed"
  if ("killed" in error && error.killed === true) return `it took longer than ${timeout / 1_000} s`
  const printed = "stderr" in error && typeof error.stderr === "string" ? error.stderr.trim().split("\n") : []
  return printed.findLast((line) => line.startsWith("ERROR:")) ?? printed.at(-1) ?? error.message
}
