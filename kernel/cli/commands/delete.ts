import { exitCodes } from "../exit.ts"
import { printLines } from "../output.ts"
import { openToChange, Stores, type StorePlace } from "../stores.ts"

/** `tsnb delete` */
export async function deleteRuns(named: readonly string[], place: StorePlace): Promise<number> {
  using stores = Stores.open(place, openToChange)
  // All are looked for before any is deleted, so that a slip of the pen deletes nothing.
  for (const { run, store } of named.map((id) => stores.find(id))) {
    const deleted = store.deleteRun(run.id)
    printLines(deleted.map((id) => `Deleted ${id}`))
  }
  return exitCodes.completed
}
