import { FlowClient } from "./flowClient.ts"
import { FlowRuns } from "./flowRuns.ts"
import { FlowStores } from "./flowStores.ts"
import type { LiveNotebook } from "../../session/live.ts"
import type { FromFlowKernel } from "./messages.ts"

/** The flow runs of a kernel, and the front ends that follow them. */
export class FlowService {
  readonly #runs: FlowRuns
  readonly #live: () => Promise<LiveNotebook>
  readonly #stores = new FlowStores()
  readonly #listening = new Map<FlowClient, () => void>()

  /** @param live opens the notebook whose cells run in the session */
  constructor(live: () => Promise<LiveNotebook>) {
    this.#live = live
    this.#runs = new FlowRuns(live)
  }

  /** A front end comes. */
  open(send: (message: FromFlowKernel) => void): FlowClient {
    const client = new FlowClient(this.#runs, this.#stores, this.#live, send)
    this.#listening.set(client, this.#runs.listen(client))
    return client
  }

  /** A front end goes. The runs that it asked for go on: another can follow them. */
  close(client: FlowClient): void {
    this.#listening.get(client)?.()
    this.#listening.delete(client)
    client.close()
  }

  /** Cancels all runs, and returns when their ends are recorded. */
  async end(): Promise<void> {
    await this.#runs.close()
    for (const client of this.#listening.keys()) client.close()
    this.#stores.close()
  }
}
