import { delimiter, dirname, join } from "node:path"
import { kernelLogos, kernelProgram, papermillPackage } from "../../installation.ts"
import { exitCodes } from "../exit.ts"
import { kernelsFolder, type FolderChoice } from "../kernelspec/folders.ts"
import { writeKernel } from "../kernelspec/kernelFolder.ts"
import { displayNameOf, usualName } from "../../jupyter/kernelNames.ts"
import { kernelName } from "../kernelspec/name.ts"
import { specification } from "../kernelspec/specification.ts"
import { printLines } from "../output.ts"

export interface KernelOptions extends FolderChoice {
  name?: string
  force?: boolean
}

export interface KernelInstallOptions extends KernelOptions {
  displayName?: string
}

/** `tsnb kernel install` */
export async function kernelInstall(options: KernelInstallOptions): Promise<number> {
  const name = kernelName(options.name ?? usualName)
  const displayName = options.displayName ?? displayNameOf(name)
  const kernels = await kernelsFolder(options)
  const folder = join(kernels, name)
  // The command line runs on a Node that is new enough for the kernel, whichever Node was asked to start it.
  const content = specification({ node: process.execPath, program: kernelProgram, displayName })
  writeKernel(folder, { specification: content, logos: kernelLogos }, options.force ?? false)
  printLines([
    `The kernel ${name} is installed: ${folder}`,
    `Start \`jupyter lab\` and choose ${displayName}, or start \`jupyter console --kernel ${name}\`.`,
    ...(options.prefix === undefined ? [] : [searchAdvice(dirname(kernels))]),
    `papermill needs a small package to write parameters in TypeScript: pip install "${papermillPackage}"`,
  ])
  return exitCodes.completed
}

/** Jupyter looks in the folders of its own Python and of the system without being told. */
function searchAdvice(data: string): string {
  return `If Jupyter doesn't find it, add ${data} to JUPYTER_PATH (separate folders with '${delimiter}').`
}
