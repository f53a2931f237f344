import { join } from "node:path"

/** The variable that tells the processes of the tests where the kernel was built for them. */
export const kernelFolderVariable = "TSNB_TEST_KERNEL"

const folder = process.env[kernelFolderVariable] ?? join(import.meta.dirname, "..", "..", "dist")

/** Absolute path of a program or file in what was built of `kernel/` for the tests. */
export function builtKernel(...path: readonly string[]): string {
  return join(folder, ...path)
}

/** The command line. */
export const commandLine: string = builtKernel("main.js")
/** The program of the kernel. */
export const jupyterKernel: string = builtKernel("jupyter", "main.js")
