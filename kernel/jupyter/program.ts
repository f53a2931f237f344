import type { LiveNotebook } from "../session/live.ts"
import type { Connection } from "./connection/connection.ts"
import { userDataFolder } from "../userFolders.ts"
import { Kernel } from "./kernel.ts"
import { KernelLog } from "./kernelLog.ts"
import { watchParent } from "./parentWatch.ts"
import type { Language } from "./assistance/assistant.ts"
import { BindError } from "./sockets/openSocket.ts"
import { connectionFrom, refuse } from "./arguments.ts"

/** Front ends kill a kernel that takes much longer to end. */
const timeToEnd = 1_500

/**
 * Runs a kernel in the working folder until it is shut down; then the process ends.
 * @param given the program's arguments: the connection file
 */
export async function runKernel(given: readonly string[], openNotebook: () => Promise<LiveNotebook>): Promise<void> {
  const connection = connectionFrom(given)
  const log = new KernelLog()
  keepAnswering(log)
  const kernel = await start(connection, openNotebook, log)
  const end = (): void => kernel.shutDown(false)
  process.on("SIGINT", () => kernel.interrupt())
  process.on("SIGTERM", end)
  process.on("SIGHUP", end)
  watchParent(process.env, end)
  await kernel.ending
  setTimeout(() => process.exit(), timeToEnd)
  await kernel.ended
  process.exit()
}

async function start(
  connection: Connection,
  openNotebook: () => Promise<LiveNotebook>,
  log: KernelLog,
): Promise<Kernel> {
  try {
    return await Kernel.start(connection, {
      openNotebook,
      openLanguage: () => openLanguage(log),
      dataFolder: userDataFolder(),
      log,
    })
  } catch (error) {
    if (error instanceof BindError) refuse(error)
    throw error
  }
}

async function openLanguage(log: KernelLog): Promise<Language> {
  const { LanguageService } = await import("../language/languageService.ts")
  return new LanguageService({ folder: process.cwd(), log: (text) => log.warn("language server", text) })
}

/** A mistake of the kernel's own is logged, and is no reason to take a person's values away. */
function keepAnswering(log: KernelLog): void {
  process.on("uncaughtException", (error) => log.error("unexpected error", error))
  process.on("unhandledRejection", (error) => log.error("unexpected error", error))
  // Whoever started the kernel may not read what it logs any more.
  process.stderr.on("error", () => undefined)
  process.stdout.on("error", () => undefined)
}
