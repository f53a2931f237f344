import { FlowClient } from "./flowClient.ts"
import { FlowRuns } from "./flowRuns.ts"
import { FlowDocument } from "./flowDocument.ts"
import { FlowStores } from "./flowStores.ts"
import type { LiveNotebook } from "../../session/live.ts"
import type { KernelObserver } from "../lifetime/keptKernel.ts"
import type { FromFlowKernel } from "./messages.ts"

/** The flow runs of a kernel, and the front ends that follow them. */
export class FlowService {
  readonly #runs: FlowRuns
  readonly #live: () => Promise<LiveNotebook>
  readonly #stores = new FlowStores()
  readonly #document: FlowDocument
  readonly #listening = new Map<FlowClient, () => void>()

  /**
   * @param live opens the notebook whose cells run in the session
   * @param observer told of runs, and of the notebook's place
   */
  constructor(live: () => Promise<LiveNotebook>, observer?: KernelObserver) {
    this.#live = live
    this.#runs = new FlowRuns(live, (run) => observer?.onWork(run))
    this.#document = new FlowDocument((notebook) => {
      observer?.onNotebook(notebook)
      // Where it couldn't be opened, whoever runs a cell is told.
      this.#live().then(
        (opened) => opened.rename(notebook),
        () => undefined,
      )
    })
  }

  /** A front end comes. */
  open(send: (message: FromFlowKernel) => void): FlowClient {
    const client = new FlowClient({
      runs: this.#runs,
      stores: this.#stores,
      shared: this.#document,
      live: this.#live,
      send,
    })
    this.#listening.set(client, this.#runs.listen(client))
    return client
  }

  /** A front end goes. The runs that it asked for go on: another can follow them. */
  close(client: FlowClient): void {
    this.#listening.get(client)?.()
    this.#listening.delete(client)
    this.#document.leave(client)
    client.close()
  }

  /** Cancels all runs, and returns when their ends are recorded. */
  async end(): Promise<void> {
    await this.#runs.close()
    for (const client of this.#listening.keys()) client.close()
    this.#stores.close()
  }
}
