import { execFile, type ChildProcess } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ifAvailable } from "../support/available.ts"
import { pythonEnvironment, type PythonEnvironment } from "./environment.ts"

const repository = join(import.meta.dirname, "..", "..")

/** Milliseconds that a program of Jupyter's may take before it is taken to hang. */
const timeout = 120_000

/** How a program ended, and what it printed. */
export interface Ended {
  /** The exit code; null when a signal ended it. */
  code: number | null
  output: string
  errors: string
}

/** A Jupyter of a test's own: its data, settings and running kernels are in a folder that is removed at the end. */
export interface Jupyter extends AsyncDisposable {
  /** The folder in which programs are started. */
  folder: string
  environment: NodeJS.ProcessEnv
  /** The path of a program of the Python environment. */
  program(name: string): string
  /** Runs such a program to its end. */
  run(name: string, ...args: readonly string[]): Promise<Ended>
}

/** What the tests need, made when a file of them is loaded: it may take some minutes the first time. */
export const python = await ifAvailable("Jupyter from PyPI", pythonEnvironment)

/**
 * Makes a Jupyter that has the kernel as it is built, installed by tsnb's own command.
 * @throws when the kernel isn't built or can't be installed
 */
export async function makeJupyter({ programs, searchPath }: PythonEnvironment): Promise<Jupyter> {
  const folder = await mkdtemp(join(tmpdir(), "tsnb-jupyter-"))
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: searchPath,
    // What a person has typed in other kernels must not be found in searches of the tests' history, nor the other way.
    TSNB_DATA_DIR: join(folder, ".jupyter", "tsnb"),
    JUPYTER_DATA_DIR: join(folder, ".jupyter", "data"),
    JUPYTER_CONFIG_DIR: join(folder, ".jupyter", "config"),
    JUPYTER_RUNTIME_DIR: join(folder, ".jupyter", "runtime"),
    IPYTHONDIR: join(folder, ".jupyter", "ipython"),
    JUPYTER_PATH: undefined,
    JUPYTER_PLATFORM_DIRS: undefined,
    NODE_OPTIONS: undefined,
    NO_COLOR: undefined,
    FORCE_COLOR: undefined,
    PYTHONUTF8: "1",
    PYTHONWARNINGS: "ignore",
  }
  const installed = await runProgram(process.execPath, [join(repository, "bin", "tsnb.js"), "kernel", "install"], {
    cwd: folder,
    env: environment,
  })
  if (installed.code !== 0) throw new Error(`the kernel could not be installed: ${installed.errors}`)
  const program = (name: string): string => join(programs, name)
  return {
    folder,
    environment,
    program,
    run: (name, ...args) => runProgram(program(name), args, { cwd: folder, env: environment }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}

/**
 * Runs a program to its end; what it reads from standard input ends after `input`.
 * @throws when it can't be started, or takes too long; with what it printed so far
 */
export async function runProgram(
  file: string,
  args: readonly string[],
  { input = "", ...options }: { cwd: string; env: NodeJS.ProcessEnv; input?: string },
): Promise<Ended> {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>()
  const settings = {
    ...options,
    timeout,
    maxBuffer: 64 * 2 ** 20,
    windowsHide: true,
    encoding: "utf8" as const,
  }
  const child: ChildProcess = execFile(file, args, settings, (error, output, errors) => {
    const isNormal = !error || typeof error.code === "number"
    if (isNormal) resolve({ code: child.exitCode, output, errors })
    else reject(new Error(`${error.message}\n${output}\n${errors}`, { cause: error }))
  })
  child.stdin?.end(input)
  return promise
}
