import { localProcesses } from "../../kernel/store/owner.ts"
import { patientStore } from "../../kernel/store/patientStore.ts"
import { openStore } from "../../kernel/store/store.ts"
import { StoreHistory } from "../../kernel/store/storeHistory.ts"
import { temporaryFolder } from "../store/support.ts"
import { MemoryHistory } from "../support/memory/memoryHistory.ts"
import { MemoryStore } from "../support/memory/memoryStore.ts"
import { runHistoryContract } from "./runHistory.ts"

runHistoryContract("the history in SQLite", () => {
  const folder = temporaryFolder()
  const store = openStore(folder.path, localProcesses)
  return {
    history: new StoreHistory(store),
    store: patientStore(store),
    folder: folder.path,
    [Symbol.asyncDispose]() {
      store.close()
      folder[Symbol.dispose]()
      return Promise.resolve()
    },
  }
})

runHistoryContract("the history in memory", () => {
  const store = new MemoryStore()
  return {
    history: new MemoryHistory(store),
    store,
    folder: "/notebooks",
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
})
