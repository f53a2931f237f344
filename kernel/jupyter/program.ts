import type { LiveNotebook } from "../session/live.ts"
import { ConnectionFileError, readConnectionFile } from "./connection/connectionFile.ts"
import { userDataFolder } from "./history/dataFolder.ts"
import { Kernel } from "./kernel.ts"
import { KernelLog } from "./kernelLog.ts"
import { watchParent } from "./parentWatch.ts"
import { BindError } from "./sockets/openSocket.ts"

const wrongUse = 2
/** Front ends kill a kernel that takes much longer to end. */
const timeToEnd = 1_500

/** Runs a kernel until it is shut down, in the working folder. */
export async function runKernel(
  [file, ...rest]: readonly string[],
  openNotebook: (log: KernelLog) => Promise<LiveNotebook>,
): Promise<void> {
  if (file === undefined || rest.length > 0) {
    fail("The kernel takes one argument: the connection file that a front end wrote. Start it from Jupyter or VS Code.")
    return
  }
  const log = new KernelLog()
  keepAnswering(log)
  const kernel = await start(file, log, openNotebook)
  if (!kernel) return
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
  file: string,
  log: KernelLog,
  openNotebook: (log: KernelLog) => Promise<LiveNotebook>,
): Promise<Kernel | undefined> {
  try {
    return await Kernel.start(readConnectionFile(file), {
      openNotebook: () => openNotebook(log),
      openLanguage: async () => {
        const { LanguageService } = await import("../language/languageService.ts")
        return new LanguageService({ folder: process.cwd(), log: (text) => log.warn("language server", text) })
      },
      dataFolder: userDataFolder(),
      log,
    })
  } catch (error) {
    if (!(error instanceof ConnectionFileError || error instanceof BindError)) throw error
    fail(error.message)
    return undefined
  }
}

/** A mistake of the kernel's own is logged, and is no reason to take a person's values away. */
function keepAnswering(log: KernelLog): void {
  process.on("uncaughtException", (error) => log.error("unexpected error", error))
  process.on("unhandledRejection", (error) => log.error("unexpected error", error))
  // Whoever started the kernel may not read what it logs any more.
  process.stderr.on("error", () => undefined)
  process.stdout.on("error", () => undefined)
}

function fail(message: string): void {
  process.stderr.write(`tsnb: ${message}\n`)
  // The session's process may be running already.
  process.exit(wrongUse)
}
