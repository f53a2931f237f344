import { basename, dirname } from "node:path"
import { LocalPool } from "../executor/localPool.ts"
import { SessionProcess } from "../executor/sessionProcess.ts"
import type { EnginePorts } from "../flow/context.ts"
import { sleep } from "../flow/timer.ts"
import { variablesOfNode } from "../runtime/trace/nodeVariables.ts"
import { createVerifier } from "../runtime/trace/verifier.ts"
import { leaseRenewal, localProcesses } from "../store/owner.ts"
import { patientStore, shortWait } from "../store/patientStore.ts"
import { runtimeKey } from "./runtimeKey.ts"
import { openStore, type Store } from "../store/store.ts"

/** The world around the flow runs of one notebook: its store and its processes. Dispose of it when they are over. */
export interface LocalPorts extends Omit<EnginePorts, "subflow">, Disposable {
  /** The store with all that it knows, for looking into it. */
  history: Store
}

/**
 * Opens a notebook's store, and gets ready to start processes for it.
 * @param warn told when the store is damaged and a new one is begun; without it, damage that is met later is an error
 */
export function openPorts(notebook: string, warn?: (message: string) => void): LocalPorts {
  const folder = dirname(notebook)
  const history = openStore(folder, localProcesses, shortWait)
  for (const warning of history.warnings) warn?.(warning)
  history.onSetAside = warn
  const workers = new LocalPool({ notebook, results: history.results })
  const session = new SessionProcess({ notebook, results: history.results })
  const lease = setInterval(() => history.renewLease(), leaseRenewal)
  return {
    store: patientStore(history),
    history,
    workers,
    session,
    verifier: createVerifier(folder, process.env, {
      notebook: basename(notebook),
      isAppendedTo: (path) => history.isAppendedTo(path),
    }),
    runtime: runtimeKey(process),
    sealed: (text) => history.key.hash(text),
    variables: variablesOfNode(process.env),
    sleep,
    now: Date.now,
    random: Math.random,
    [Symbol.dispose]() {
      clearInterval(lease)
      workers.close()
      session.close()
      history.close()
    },
  }
}
