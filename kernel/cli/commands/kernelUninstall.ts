import { join } from "node:path"
import { exitCodes } from "../exit.ts"
import { kernelsFolder } from "../kernelspec/folders.ts"
import { removeKernel } from "../kernelspec/kernelFolder.ts"
import { usualName } from "../../jupyter/kernelNames.ts"
import { kernelName } from "../kernelspec/name.ts"
import { printLines, warnLines } from "../output.ts"
import type { KernelOptions } from "./kernelInstall.ts"

/** `tsnb kernel uninstall` */
export async function kernelUninstall(options: KernelOptions): Promise<number> {
  const name = kernelName(options.name ?? usualName)
  const folder = join(await kernelsFolder(options), name)
  if (removeKernel(folder, options.force ?? false)) {
    printLines([`The kernel ${name} is removed: ${folder}`])
    return exitCodes.completed
  }
  warnLines([
    `There is no kernel ${name} to remove: ${folder} isn't there. ` +
      "Say where it is with --user, --sys-prefix or --prefix, as it was installed, and its name with --name.",
  ])
  return exitCodes.failed
}
