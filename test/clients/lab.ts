import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { Jupyter } from "./jupyter.ts"

/** A JupyterLab server that runs. */
export interface Lab extends AsyncDisposable {
  /** The page of a notebook, by its path in the Jupyter's folder. */
  address(notebook: string): string
}

const token = "a-token-for-tests"

/** Starts JupyterLab on a free port of this machine, without the questions of its first start. */
export async function startLab(jupyter: Jupyter): Promise<Lab> {
  const settings = join(jupyter.folder, ".jupyter", "lab", "@jupyterlab", "apputils-extension")
  await mkdir(settings, { recursive: true })
  await writeFile(
    join(settings, "notification.jupyterlab-settings"),
    '{ "fetchNews": "false", "checkForUpdates": false }',
  )
  const options = [
    "--no-browser",
    "--allow-root",
    "--ip=127.0.0.1",
    "--port=0",
    `--ServerApp.root_dir=${jupyter.folder}`,
    `--IdentityProvider.token=${token}`,
    "--LabApp.expose_app_in_browser=True",
    `--LabApp.user_settings_dir=${join(jupyter.folder, ".jupyter", "lab")}`,
    `--LabApp.workspaces_dir=${join(jupyter.folder, ".jupyter", "workspaces")}`,
  ]
  const server = spawn(jupyter.program("jupyter-lab"), options, {
    cwd: jupyter.folder,
    env: jupyter.environment,
    stdio: ["ignore", "ignore", "pipe"],
  })
  const ended = once(server, "exit")
  const stop = async (): Promise<void> => {
    server.kill("SIGTERM")
    await ended
  }
  let printed = ""
  server.stderr.setEncoding("utf8")
  const port = Promise.withResolvers<string>()
  server.stderr.on("data", (text: string) => {
    printed += text
    const [, found] = /http:\/\/127\.0\.0\.1:(\d+)\/lab/.exec(printed) ?? []
    if (found !== undefined) port.resolve(found)
  })
  ended.then(() => port.reject(new Error(`JupyterLab ended at its start: ${printed}`)), port.reject)
  const origin = `http://127.0.0.1:${await port.promise}`
  return { address: (notebook) => `${origin}/lab/tree/${notebook}?token=${token}&reset`, [Symbol.asyncDispose]: stop }
}
