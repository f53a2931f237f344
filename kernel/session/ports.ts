import { dirname } from "node:path"
import { LocalPool } from "../executor/localPool.ts"
import { SessionProcess } from "../executor/sessionProcess.ts"
import type { EnginePorts } from "../flow/context.ts"
import { sleep } from "../flow/timer.ts"
import { createVerifier } from "../runtime/trace/verifier.ts"
import { formatVersion } from "../runtime/value/format.ts"
import { leaseRenewal } from "../store/owner.ts"
import { openStore, type Store } from "../store/store.ts"

/** The world around the flow runs of one notebook: its store and its processes. Dispose of it when they are over. */
export interface LocalPorts extends Omit<EnginePorts, "subflow">, Disposable {
  store: Store
}

/** Opens a notebook's store, and gets ready to start processes for it. */
export function openPorts(notebook: string): LocalPorts {
  const folder = dirname(notebook)
  const store = openStore(folder)
  const workers = new LocalPool({ notebook, results: store.results })
  const session = new SessionProcess({ notebook, results: store.results })
  const lease = setInterval(() => store.renewLease(), leaseRenewal)
  return {
    store,
    workers,
    session,
    verifier: createVerifier(folder, process.env),
    runtime: `node ${process.version} ${process.platform} ${process.arch}, values ${formatVersion}`,
    sleep,
    random: Math.random,
    [Symbol.dispose]() {
      clearInterval(lease)
      workers.close()
      session.close()
      store.close()
    },
  }
}
