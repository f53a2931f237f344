import { basename, dirname } from "node:path"
import { LiveSession } from "../../executor/liveSession.ts"
import { nameKernel } from "../../jupyter/kernelNames.ts"
import { executeCells, type CellsEnd } from "../../session/executeCells.ts"
import { openLiveNotebook } from "../../session/liveNotebook.ts"
import { placeStore, resultsFolder } from "../../store/places.ts"
import { CellReporter } from "../cellReporter.ts"
import { exitCodes } from "../exit.ts"
import { shortPath } from "../format/problems.ts"
import { openJupyterFile } from "../jupyterFile.ts"
import { printLines } from "../output.ts"
import { cancelNote, cancelOnSignals } from "../signals.ts"

export interface ExecuteOptions {
  /** Folder of the store, where it isn't the one beside the notebook. */
  store?: string
  output?: string
  allowErrors?: boolean
  /** In milliseconds. */
  timeout?: number
}

const exitCodeOf: Readonly<Record<CellsEnd, number>> = {
  completed: exitCodes.completed,
  failed: exitCodes.failed,
  cancelled: exitCodes.cancelled,
}

/** `tsnb execute`: as a front end would run the notebook, from its first cell to its last. */
export async function execute(path: string, options: ExecuteOptions): Promise<number> {
  const { output, allowErrors = false, timeout, store } = options
  if (store !== undefined) placeStore(store)
  const file = openJupyterFile(path, output)
  const reporter = new CellReporter()
  using cancellation = cancelOnSignals({
    source: process,
    now: () => performance.now(),
    onCancel: (signal) => reporter.note(cancelNote(signal)),
    exit: (code) => process.exit(code),
  })
  nameKernel(file.notebook.metadata)
  const folder = dirname(file.path)
  const live = openLiveNotebook({
    folder,
    name: basename(file.path),
    startProcess: (notebook) => new LiveSession({ notebook, results: resultsFolder(folder) }),
  })
  let end: CellsEnd = "failed"
  try {
    end = await executeCells(file.notebook, live, {
      allowErrors,
      timeout,
      signal: cancellation.signal,
      onCell: (progress) => reporter.onCell(progress),
    })
  } finally {
    await live.close()
    printLines([`The outputs are in ${shortPath(file.write())}`])
  }
  return exitCodeOf[end]
}
