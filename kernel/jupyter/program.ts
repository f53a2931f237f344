import type { LiveNotebook } from "../session/live.ts"
import { userDataFolder } from "../userFolders.ts"
import { Kernel } from "./kernel.ts"
import { KernelLog } from "./kernelLog.ts"
import { watchParent } from "./parentWatch.ts"
import type { Language } from "./assistance/assistant.ts"
import { BindError } from "./sockets/openSocket.ts"
import { argumentsFrom, refuse, type KernelArguments } from "./arguments.ts"
import { KeptKernel } from "./lifetime/keptKernel.ts"

/** Front ends kill a kernel that takes much longer to end. */
const timeToEnd = 1_500

/**
 * Runs a kernel in the working folder until it is shut down; then the process ends.
 * @param given the program's arguments: see `argumentsFrom`
 * @param notebook absolute path of the notebook that it is for
 */
export async function runKernel(
  given: readonly string[],
  notebook: string,
  openNotebook: () => Promise<LiveNotebook>,
): Promise<void> {
  const asked = argumentsFrom(given)
  const log = new KernelLog()
  keepAnswering(log)
  const end = (): void => kernel.shutDown(false)
  const kept = keep(asked, notebook, log, end)
  const kernel = await start(asked, openNotebook, log, kept)
  // Whatever ends it.
  process.once("exit", () => kept?.[Symbol.dispose]())
  process.on("SIGINT", () => kernel.interrupt())
  process.on("SIGTERM", end)
  process.on("SIGHUP", end)
  if (!kept) watchParent(process.env, end)
  await kernel.ending
  kept?.[Symbol.dispose]()
  setTimeout(() => process.exit(), timeToEnd)
  await kernel.ended
  process.exit()
}

function keep(
  { connectionFile, timeouts }: KernelArguments,
  notebook: string,
  log: KernelLog,
  end: () => void,
): KeptKernel | undefined {
  return timeouts && new KeptKernel({ notebook, connectionFile, timeouts }, log, end)
}

async function start(
  { connection }: KernelArguments,
  openNotebook: () => Promise<LiveNotebook>,
  log: KernelLog,
  observer: KeptKernel | undefined,
): Promise<Kernel> {
  try {
    return await Kernel.start(connection, {
      openNotebook,
      openLanguage: () => openLanguage(log),
      dataFolder: userDataFolder(),
      log,
      ...(observer && { observer }),
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
