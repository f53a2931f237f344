import { spawn, type ChildProcess } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Connection } from "../../kernel/jupyter/connection/connection.ts"
import { Client } from "./client.ts"
import { freeConnection } from "./kernels.ts"

/** A kernel that runs as a process of its own, as front ends start it. */
export class KernelProcess implements AsyncDisposable {
  readonly child: ChildProcess
  readonly connection: Connection
  /** Its working folder, in which its history is too. */
  readonly folder: string
  /** Settles with its exit code, or the signal that ended it. */
  readonly exit: Promise<number | NodeJS.Signals | null>
  #errors = ""

  private constructor(child: ChildProcess, connection: Connection, folder: string) {
    this.child = child
    this.connection = connection
    this.folder = folder
    this.exit = new Promise((resolve) => child.once("exit", (code, signal) => resolve(signal ?? code)))
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.#errors += text))
  }

  /** @param program the kernel's main program, and what Node shall be told before it */
  static async start(
    program: readonly string[],
    { connection, environment = {} }: { connection?: Connection; environment?: NodeJS.ProcessEnv } = {},
  ): Promise<KernelProcess> {
    const folder = mkdtempSync(join(tmpdir(), "tsnb-kernel-"))
    const place = connection ?? (await freeConnection())
    const file = join(folder, "connection.json")
    writeFileSync(file, JSON.stringify(contentOf(place)), { mode: 0o600 })
    const child = spawn(process.execPath, [...program, file], {
      cwd: folder,
      env: { ...process.env, TSNB_DATA_DIR: join(folder, "data"), ...environment },
      stdio: ["ignore", "ignore", "pipe"],
    })
    return new KernelProcess(child, place, folder)
  }

  /** What it wrote to standard error so far. */
  get errors(): string {
    return this.#errors
  }

  /** @throws when the process ends instead of answering */
  connect(): Promise<Client> {
    const ended = this.exit.then((exit) => {
      throw new Error(`The kernel ended (${exit}): ${this.#errors}`)
    })
    return Promise.race([Client.connect(this.connection), ended])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill("SIGKILL")
    await this.exit
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function contentOf({ transport, ip, ports, key, hash }: Connection): object {
  return {
    transport,
    ip,
    shell_port: ports.shell,
    control_port: ports.control,
    iopub_port: ports.iopub,
    stdin_port: ports.stdin,
    hb_port: ports.hb,
    key,
    signature_scheme: `hmac-${hash}`,
    kernel_name: "tsnb",
  }
}
