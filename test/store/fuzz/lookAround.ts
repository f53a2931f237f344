import { join } from "node:path"
import { runPage } from "../../../kernel/cli/runPage.ts"
import { paintFor } from "../../../kernel/cli/format/style.ts"
import { readSharedRun } from "../../../kernel/convert/run/sharedRun.ts"
import type { CacheEntry } from "../../../kernel/flow/ports.ts"
import { latestTasks } from "../../../kernel/history/latestTasks.ts"
import { showStored } from "../../../kernel/runtime/display/show.ts"
import { createVerifier } from "../../../kernel/runtime/trace/verifier.ts"
import { DecodeError, ResultDamagedError, ResultFolderError } from "../../../kernel/runtime/value/errors.ts"
import { lookingContext } from "../../../kernel/runtime/value/look.ts"
import { ResultFolder } from "../../../kernel/runtime/value/resultFolder.ts"
import { loadValue } from "../../../kernel/runtime/value/store.ts"
import { readRun } from "../../../kernel/session/recordedRun.ts"
import { runResults } from "../../../kernel/session/runResults.ts"
import {
  AmbiguousRunError,
  RunGoesOnError,
  RunLostError,
  StoreBusyError,
  StoreDamagedError,
  StoreElsewhereError,
  StoreUnwritableError,
  StoreVersionError,
} from "../../../kernel/store/errors.ts"
import { openStore, type Store } from "../../../kernel/store/store.ts"
import { StoreHistory } from "../../../kernel/store/storeHistory.ts"
import { entryOf, runRow, started } from "../samples.ts"

const own = [
  AmbiguousRunError,
  DecodeError,
  ResultDamagedError,
  ResultFolderError,
  RunGoesOnError,
  RunLostError,
  StoreBusyError,
  StoreDamagedError,
  StoreElsewhereError,
  StoreUnwritableError,
  StoreVersionError,
]

/** Does something with what somebody else made; what may come of it is success, or an error that says what is wrong. */
export async function attempt(action: () => unknown): Promise<void> {
  try {
    await action()
  } catch (error) {
    const isOwn = own.some((kind) => error instanceof kind)
    if (!isOwn || !(error instanceof Error) || error.message.length < 20) throw error
  }
}

/** Does all that tsnb does with a store when people look at runs, run notebooks and clean up. */
export async function lookAround(folder: string): Promise<void> {
  await attempt(async () => {
    using store = openStore(folder)
    const history = new StoreHistory(store)
    const notebook = join(folder, "taxi.tsnb")
    const page = { now: 1_000_000, paint: paintFor(process.stdout), columns: 80 }
    await attempt(() => store.reconcile())
    for (const filter of [{}, { topLevel: true }, { notebook }, { each: 2 }]) await attempt(() => store.runs(filter))
    await attempt(() => store.keptTasks())
    await attempt(() => store.shownCells(notebook))
    await attempt(() => latestTasks(history, notebook, ["a", "b"]))
    await attempt(async () => {
      const run = await history.run("run1")
      if (run) runPage(run, await readRun(history, "run1"), page)
    })
    await attempt(async () => {
      const run = await history.run("run1")
      if (run) await readSharedRun(history, run)
    })
    await attempt(() => runResults(history, new ResultFolder(store.results), "run1"))
    await attempt(() => store.lastEnd(notebook, { task: "a" }, "other"))
    await attempt(() => store.latestEntry(notebook, "a"))
    for (const key of ["key1", "key2"]) {
      await attempt(async () => {
        for (const entry of store.candidates(key)) await useEntry(store, folder, entry)
      })
    }
    await attempt(() => writeInto(store, folder))
    await attempt(() => store.previewClean({ notebook }))
    await attempt(() => store.clean({ tasks: ["b"] }))
    await attempt(() => store.deleteRun("run1"))
    await attempt(() => store.clean({}))
  })
}

async function useEntry(store: Store, folder: string, entry: CacheEntry): Promise<void> {
  await attempt(() => createVerifier(folder, process.env).firstChange(entry.trace))
  const results = new ResultFolder(store.results)
  for (const { value } of entry.outputs) {
    await attempt(() => store.isIntact(value))
    await attempt(async () => showStored(await loadValue(value, lookingContext, results)))
  }
}

/** What a run writes. */
function writeInto(store: Store, folder: string): void {
  const run = `new${Math.random()}`
  store.startRun(runRow(folder, { id: run }), [started(run)])
  store.record(run, [], [entryOf(folder, { id: run, run })])
  store.moveCells(join(folder, "taxi.tsnb"), join(folder, "named.tsnb"))
}
