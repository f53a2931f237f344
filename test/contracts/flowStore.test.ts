import { localProcesses } from "../../kernel/store/owner.ts"
import { patientStore } from "../../kernel/store/patientStore.ts"
import { openStore } from "../../kernel/store/store.ts"
import { temporaryFolder } from "../store/support.ts"
import { MemoryStore } from "../support/memory/memoryStore.ts"
import { flowStoreContract } from "./flowStore.ts"

flowStoreContract("the store in SQLite", () => {
  const folder = temporaryFolder()
  const store = openStore(folder.path, localProcesses)
  return {
    store: patientStore(store),
    folder: folder.path,
    [Symbol.asyncDispose]() {
      store.close()
      folder[Symbol.dispose]()
      return Promise.resolve()
    },
  }
})

flowStoreContract("the store in memory", () => ({
  store: new MemoryStore(),
  folder: "/notebooks",
  [Symbol.asyncDispose]: () => Promise.resolve(),
}))
