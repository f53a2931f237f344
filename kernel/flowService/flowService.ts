import { FlowClient } from "./flowClient.ts"
import { FlowRuns } from "./flowRuns.ts"
import { FlowDocument } from "./flowDocument.ts"
import { FlowStores } from "./flowStores.ts"
import type { FromFlowKernel } from "./messages.ts"
import type { FlowHost } from "./host.ts"

/** The flow runs of this process, and the front ends that follow them. */
export class FlowService {
  readonly #runs: FlowRuns
  readonly #host: FlowHost
  readonly #stores = new FlowStores()
  readonly #document: FlowDocument
  readonly #listening = new Map<FlowClient, () => void>()

  constructor(host: FlowHost) {
    this.#host = host
    this.#runs = new FlowRuns(host)
    this.#document = new FlowDocument((path) => host.onNotebook?.(path))
  }

  /** A front end comes. */
  open(send: (message: FromFlowKernel) => void): FlowClient {
    const client = new FlowClient({
      runs: this.#runs,
      stores: this.#stores,
      shared: this.#document,
      host: this.#host,
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
