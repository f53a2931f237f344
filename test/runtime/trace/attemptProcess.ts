import { fork, type ChildProcess } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { TraceEntry } from "../../../kernel/model/traceEntry.ts"

/** What an attempt gave: the value of its code (or how it failed) and its trace. */
export interface Attempted {
  value?: unknown
  error?: { name: string; message: string; stack: string }
  trace: TraceEntry[]
  changed: string[]
  unseen?: string[]
  /** What `loadedChanged` said before the attempt. */
  stale?: string
  /** What `renewModules` said after it. */
  spoiled?: string
  /** What `needsNewProcess` said at its end. */
  old?: boolean
}

export interface AttemptOptions {
  reads?: readonly string[]
  writes?: readonly string[]
  ignoreEnv?: readonly string[]
  keepVariables?: boolean
}

/** A folder for a notebook, and a real process that traces attempts in it. */
export class AttemptProcess {
  readonly folder: string
  readonly #environment: NodeJS.ProcessEnv
  #child: ChildProcess | undefined

  /** @param files contents by path, relative to the folder; a path with a final slash makes an empty folder */
  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}, environment: NodeJS.ProcessEnv = {}) {
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), "tsnb-trace-")))
    this.#environment = { ...process.env, ...environment }
    this.write(files)
  }

  write(files: Readonly<Record<string, string | Uint8Array>>): void {
    for (const [path, content] of Object.entries(files)) {
      const absolute = join(this.folder, path)
      mkdirSync(path.endsWith("/") ? absolute : dirname(absolute), { recursive: true })
      if (!path.endsWith("/")) writeFileSync(absolute, content)
    }
  }

  /** Empties the folder. */
  clear(): void {
    for (const name of readdirSync(this.folder)) rmSync(join(this.folder, name), { recursive: true, force: true })
  }

  /** Runs the body of an async function as a cell's code in the process, which stays for the next attempt. */
  async attempt(code: string, options: AttemptOptions = {}): Promise<Attempted> {
    this.#child ??= fork(join(import.meta.dirname, "attemptMain.ts"), [join(this.folder, "taxi.tsnb")], {
      cwd: this.folder,
      env: this.#environment,
      execPath: process.execPath,
      execArgv: ["--disable-warning=ExperimentalWarning"],
      serialization: "advanced",
    })
    const child = this.#child
    return new Promise((resolve, reject) => {
      const ended = (code: number | null, signal: string | null): void =>
        reject(new Error(`The process ended with ${signal ?? code}`))
      child.once("exit", ended)
      child.once("message", (message) => {
        child.off("exit", ended)
        resolve(message as Attempted) // What attemptMain.ts sends.
      })
      child.send({ code, ...options })
    })
  }

  /** Ends the process; the next attempt gets a fresh one. */
  async restart(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (!child || child.exitCode !== null) return
    await new Promise((resolve) => {
      child.once("exit", resolve)
      child.kill()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.restart()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
