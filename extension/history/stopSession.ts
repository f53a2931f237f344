import { basename } from "node:path"
import { window, workspace, type LogOutputChannel } from "vscode"
import { liveKernels, type ListedKernel } from "../../kernel/jupyter/lifetime/kernelList.ts"
import { sessionDescription } from "./texts.ts"

/**
 * Ends a session, with its values and all that runs in it, after a person has confirmed it.
 * @param kernel the one that is meant; unless given, the person chooses among all that live
 */
export async function stopSession(kernel: ListedKernel | undefined, log: LogOutputChannel): Promise<void> {
  const chosen = kernel ?? (await chooseSession())
  if (!chosen) return
  const name = basename(chosen.notebook)
  const detail = `${chosen.isWorking ? "What runs in it is cancelled, and its" : "Its"} values are lost. Results of tasks are kept.`
  const choice = await window.showWarningMessage(`Stop the session of ${name}?`, { modal: true, detail }, "Stop")
  if (choice !== "Stop") return
  const { endKernel } = await import("../kernel/listedKernels.ts")
  await endKernel(chosen, (line) => log.info(`${name}: ${line}`))
}

async function chooseSession(): Promise<ListedKernel | undefined> {
  const kernels = liveKernels()
  if (kernels.length === 0) {
    void window.showInformationMessage("No session is running.")
    return undefined
  }
  const items = kernels.map((kernel) => ({
    label: basename(kernel.notebook),
    description: kernel.isAttended ? "open in a window" : sessionDescription(kernel, Date.now()),
    detail: workspace.asRelativePath(kernel.notebook),
    kernel,
  }))
  const choice = await window.showQuickPick(items, { title: "Stop Session", placeHolder: "Whose session?" })
  return choice?.kernel
}
