import { basename, dirname } from "node:path"
import { LocalPool } from "../executor/localPool.ts"
import { SessionProcess } from "../executor/sessionProcess.ts"
import type { EnginePorts } from "../flow/context.ts"
import type { RunHistory } from "../flow/runHistory.ts"
import { sleep } from "../flow/timer.ts"
import { variablesOfNode } from "../runtime/trace/nodeVariables.ts"
import { createVerifier } from "../runtime/trace/verifier.ts"
import { leaseRenewal, localProcesses } from "../store/owner.ts"
import { patientStore, shortWait } from "../store/patientStore.ts"
import { runtimeKey } from "./runtimeKey.ts"
import { openStore } from "../store/store.ts"
import { StoreHistory } from "../store/storeHistory.ts"

/** The world around the flow runs of one notebook: its store and its processes. Dispose of it when they are over. */
export interface LocalPorts extends Omit<EnginePorts, "subflow">, Disposable {
  /** What is recorded of the notebook's runs, and of others beside it. */
  history: RunHistory
  /** Absolute path of the folder for result files. */
  results: string
}

/**
 * Opens a notebook's store, and gets ready to start processes for it.
 * @param warn told when the store is damaged and a new one is begun; without it, damage that is met later is an error
 */
export function openPorts(notebook: string, warn?: (message: string) => void): LocalPorts {
  const folder = dirname(notebook)
  const opened = openStore(folder, localProcesses, shortWait)
  for (const warning of opened.warnings) warn?.(warning)
  opened.onSetAside = warn
  const workers = new LocalPool({ notebook, results: opened.results })
  const session = new SessionProcess({ notebook, results: opened.results })
  const lease = setInterval(() => opened.renewLease(), leaseRenewal)
  return {
    store: patientStore(opened),
    history: new StoreHistory(opened),
    results: opened.results,
    workers,
    session,
    verifier: createVerifier(folder, process.env, {
      notebook: basename(notebook),
      isAppendedTo: (path) => opened.isAppendedTo(path),
    }),
    runtime: runtimeKey(process),
    sealed: (text) => opened.key.hash(text),
    variables: variablesOfNode(process.env),
    sleep,
    now: Date.now,
    random: Math.random,
    [Symbol.dispose]() {
      clearInterval(lease)
      workers.close()
      session.close()
      opened.close()
    },
  }
}
