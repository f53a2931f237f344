import { join } from "node:path"
import { LocalPool } from "../../kernel/executor/localPool.ts"
import { SessionProcess } from "../../kernel/executor/sessionProcess.ts"
import { temporaryFolder } from "../store/support.ts"
import { MemoryExecutor } from "../support/memory/memoryExecutor.ts"
import { executorContract, type OpenExecutor } from "./executor.ts"

function opened(make: (options: { notebook: string; results: string }) => LocalPool | SessionProcess): OpenExecutor {
  const folder = temporaryFolder()
  const executor = make({ notebook: join(folder.path, "flow.tsnb"), results: join(folder.path, "results") })
  return {
    executor,
    [Symbol.asyncDispose]() {
      executor.close()
      folder[Symbol.dispose]()
      return Promise.resolve()
    },
  }
}

executorContract("the pool of processes", () => opened((options) => new LocalPool(options)))
executorContract("the session's process", () => opened((options) => new SessionProcess(options)))
executorContract("the executor in memory", () => ({
  executor: new MemoryExecutor(),
  [Symbol.asyncDispose]: () => Promise.resolve(),
}))
