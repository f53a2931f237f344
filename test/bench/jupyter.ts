/**
 * The kernel beside ipykernel and Deno's, through jupyter_client, in one run: from the start of its process to the first
 * result, with a client that connects as soon as the kernel listens and with one that waits as ZeroMQ does by itself (a
 * random time of 100 to 200 ms), and a cell's round trip until its `idle`.
 * Run: `node test/bench/jupyter.ts [rounds, 9] [cells, 200]`, after `npm run build`.
 */
import { execFile } from "node:child_process"
import { glob, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { cacheFolder, thisPlace } from "../../examples/place.ts"
import { packageFolder } from "../../kernel/installation.ts"
import { pythonEnvironment } from "../clients/environment.ts"

const execute = promisify(execFile)

const rounds = process.argv[2] ?? "9"
const cells = process.argv[3] ?? "200"
const denoVersion = "2.9"

interface Times {
  ready: number
  start: number
  trip: number
}

/** Gets Deno from npm into the cache folder when it isn't there yet. @returns the path of its program */
async function installDeno(): Promise<string> {
  const folder = join(cacheFolder(thisPlace), `bench-deno-${denoVersion}`)
  const find = async (): Promise<string | undefined> => {
    const [program] = await Array.fromAsync(glob(join(folder, "node_modules", "@deno", "*", "deno{,.exe}")))
    return program
  }
  const present = await find()
  if (present !== undefined) return present
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, "package.json"), "{}")
  const npm = ["install", "--no-audit", "--no-fund", "--ignore-scripts", `deno@${denoVersion}`]
  await execute("npm", npm, { cwd: folder, shell: process.platform === "win32" })
  const installed = await find()
  if (installed === undefined)
    throw new Error(`npm's package deno has no program for this machine: look into ${folder}`)
  return installed
}

async function writeKernel(data: string, name: string, command: readonly string[], language: string): Promise<void> {
  const folder = join(data, "kernels", name)
  await mkdir(folder, { recursive: true })
  const content = { argv: command, display_name: name, language, interrupt_mode: "message" }
  await writeFile(join(folder, "kernel.json"), JSON.stringify(content))
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN
}

const [{ programs }, deno] = await Promise.all([pythonEnvironment(), installDeno()])
const python = join(programs, "python")
const folder = await mkdtemp(join(tmpdir(), "tsnb-bench-"))
try {
  const tsnb = join(packageFolder, "dist", "jupyter", "main.js")
  await writeKernel(folder, "bench-tsnb", [process.execPath, tsnb, "{connection_file}"], "typescript")
  await writeKernel(
    folder,
    "bench-ipykernel",
    [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    "python",
  )
  await writeKernel(folder, "bench-deno", [deno, "jupyter", "--kernel", "--conn", "{connection_file}"], "typescript")
  const kernels = ["bench-tsnb", "bench-ipykernel", "bench-deno"]
  const environment = {
    ...process.env,
    JUPYTER_PATH: folder,
    JUPYTER_RUNTIME_DIR: join(folder, "runtime"),
    IPYTHONDIR: join(folder, "ipython"),
    TSNB_DATA_DIR: join(folder, "tsnb"),
    NODE_OPTIONS: undefined,
    PYTHONWARNINGS: "ignore",
  }
  const script = join(import.meta.dirname, "jupyter.py")
  const { stdout } = await execute(python, [script, rounds, cells, ...kernels], { cwd: folder, env: environment })
  // The script beside this file prints it.
  const times = JSON.parse(stdout) as Record<string, Times[]>
  console.log(`Medians of ${rounds} rounds, in ms`)
  console.log(`${"".padEnd(10)} first result, client waits: not   as ZeroMQ does   round trip of a cell`)
  for (const kernel of kernels) {
    const all = times[kernel] ?? []
    const milliseconds = (time: keyof Times): number => median(all.map((each) => each[time])) * 1_000
    const columns = [
      milliseconds("ready").toFixed(0).padStart(31),
      milliseconds("start").toFixed(0).padStart(17),
      milliseconds("trip").toFixed(2).padStart(23),
    ]
    console.log(`${kernel.replace("bench-", "").padEnd(10)} ${columns.join("")}`)
  }
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}
