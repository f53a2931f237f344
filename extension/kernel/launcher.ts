import { chmod, mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { shellWord } from "../../kernel/shellWord.ts"
import type { CommandLine } from "./commandLine.ts"

/**
 * Writes programs called `tsnb`, for POSIX shells and for Windows, that run a command line.
 * @param folder absolute path of the folder that they come into, which is made when it isn't there
 */
export async function writeLaunchers(folder: string, { program, node }: CommandLine): Promise<void> {
  await mkdir(folder, { recursive: true })
  const posix = join(folder, "tsnb")
  await writeFile(
    posix,
    `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec ${shellWord(node, "linux")} ${shellWord(program, "linux")} "$@"\n`,
  )
  await chmod(posix, 0o755)
  const windows = `@echo off\r\nset ELECTRON_RUN_AS_NODE=1\r\n"${node}" "${program}" %*\r\n`
  await writeFile(join(folder, "tsnb.cmd"), windows)
}
