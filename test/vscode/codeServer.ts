import { execFile, spawn, type ChildProcess } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { promisify } from "node:util"
import { liveKernels } from "../../kernel/jupyter/lifetime/kernelList.ts"
import { cacheFolder, thisPlace } from "../../examples/place.ts"
import { lock } from "../support/lock.ts"

const execute = promisify(execFile)

/** VS Code 1.139.1 as a web server. It isn't among tsnb's own dependencies: only these tests need it. */
const codeServer = "code-server@4.139.1"

/** Milliseconds for fetching it. */
const timeout = 300_000

/** A running VS Code. */
export interface CodeServer extends AsyncDisposable {
  /** Where its windows are, as `http://…/`. */
  readonly address: string
}

/** How a VS Code is started. */
export interface CodeServerOptions {
  /** Path of the `.vsix` file. */
  extension: string
  /** The person's settings. */
  settings: Readonly<Record<string, unknown>>
  /** Whether folders are trusted only when the person says so; else all are. */
  asksForTrust?: boolean
}

/**
 * Starts a VS Code with the extension in it, and settings and data of its own that are removed at the end.
 * @throws when it can't be fetched or started
 */
export async function startCodeServer({
  extension,
  settings,
  asksForTrust = false,
}: CodeServerOptions): Promise<CodeServer> {
  const program = await provideCodeServer()
  const folder = await mkdtemp(join(tmpdir(), "tsnb-vscode-"))
  const data = join(folder, "data")
  await mkdir(join(folder, "user", "User"), { recursive: true })
  await writeFile(join(folder, "user", "User", "settings.json"), JSON.stringify(settings))
  await writeFile(join(folder, "config.yaml"), "")
  const options = ["--auth", "none", "--config", join(folder, "config.yaml"), "--user-data-dir", join(folder, "user")]
  const places = [...options, "--extensions-dir", join(folder, "extensions"), "--disable-update-check"]
  await execute(process.execPath, [program, ...places, "--install-extension", extension], { env: environment(data) })
  const trust = asksForTrust ? [] : ["--disable-workspace-trust"]
  const child = spawn(
    process.execPath,
    // What a window that was closed leaves running ends at once, not after hours.
    [program, ...places, "--reconnection-grace-time", "1", "--bind-addr", "127.0.0.1:0", ...trust],
    {
      env: environment(data),
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
    },
  )
  const address = await listeningAddress(child)
  return {
    address,
    async [Symbol.asyncDispose]() {
      const { promise, resolve } = Promise.withResolvers<void>()
      child.once("exit", () => resolve())
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, "SIGKILL")
      else resolve()
      await promise
      // They outlive their windows, and what they run may never end.
      for (const kernel of liveKernels(join(data, "kernels"))) process.kill(kernel.process.pid, "SIGKILL")
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/**
 * Node 24 has to be the one that VS Code's own programs find.
 * @param data where tsnb keeps what is the person's
 */
function environment(data?: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...(data !== undefined && { TSNB_DATA_DIR: data }),
    PATH: [dirname(process.execPath), process.env["PATH"]].join(delimiter),
    NODE_OPTIONS: undefined,
  }
}

async function listeningAddress(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let said = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      said += text
      const address = /HTTP server listening on (http:\S+)/.exec(said)?.[1]
      if (address !== undefined) resolve(address)
    })
  }
  child.once("exit", (code) => reject(new Error(`VS Code ended with exit code ${code}: ${said}`)))
  return promise
}

/** @returns the path of its program, in tsnb's cache folder */
async function provideCodeServer(): Promise<string> {
  const folder = join(cacheFolder(thisPlace), `test-${codeServer.replace("@", "-")}-${thisPlace.processor}`)
  const complete = join(folder, "complete")
  const home = join(folder, "node_modules", "code-server")
  if (!existsSync(complete)) {
    using _held = await lock(`${folder}.lock`)
    if (!existsSync(complete)) {
      process.stderr.write("Fetching VS Code for the tests; this takes a minute …\n")
      await rm(folder, { recursive: true, force: true })
      await mkdir(folder, { recursive: true })
      await writeFile(join(folder, "package.json"), "{}")
      await install(folder, codeServer)
      await install(join(home, "lib", "vscode"), "--omit=dev")
      await install(join(home, "lib", "vscode", "extensions"), "--omit=dev")
      await writeFile(complete, "")
    }
  }
  return join(home, "out", "node", "entry.js")
}

async function install(folder: string, what: string): Promise<void> {
  // Its own scripts would compile what comes compiled.
  const options = ["install", "--ignore-scripts", "--no-audit", "--no-fund", what]
  await execute("npm", options, {
    cwd: folder,
    env: environment(),
    timeout,
    shell: process.platform === "win32",
  })
}
