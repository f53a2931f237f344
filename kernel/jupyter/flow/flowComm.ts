import { isAbsolute } from "node:path"
import type { KernelLog } from "../kernelLog.ts"
import type { CommChannel, CommTarget } from "../comms.ts"
import { decodeToFlowKernel, FlowMessageError } from "../../flowService/decode.ts"
import type { FlowHost } from "../../flowService/host.ts"
import type { FlowClient } from "../../flowService/flowClient.ts"
import type { KernelObserver } from "../lifetime/keptKernel.ts"
import { RequestError } from "../../session/api.ts"
import type { LiveNotebook } from "../../session/live.ts"
import type { FlowService } from "../../flowService/flowService.ts"
import type { FromFlowKernel, ToFlowKernel } from "../../flowService/messages.ts"

/** Answers comms about flows. The engine and the store are loaded when the first comm is opened. */
export class FlowComms {
  readonly #log: KernelLog
  readonly #live: () => Promise<LiveNotebook>
  readonly #observer: KernelObserver | undefined
  #service: Promise<FlowService> | undefined

  /**
   * @param live opens the notebook whose cells run in the session
   * @param observer told of runs, and of the notebook's place
   */
  constructor(live: () => Promise<LiveNotebook>, log: KernelLog, observer?: KernelObserver) {
    this.#live = live
    this.#observer = observer
    this.#log = log
  }

  readonly target: CommTarget = (channel) => {
    const client = this.#open(channel)
    // Told to whoever sends a message.
    client.catch(() => undefined)
    channel.onMessage(async ({ data }) => {
      const message = decode(channel, data)
      if (message) await this.#take(channel, client, message)
    })
    channel.onClose(async () => {
      const [service, opened] = await Promise.all([this.#service, client])
      service?.close(opened)
    })
  }

  /** Cancels the runs, and waits until their ends are recorded. */
  async close(): Promise<void> {
    const service = await this.#service
    await service?.end()
  }

  async #open(channel: CommChannel): Promise<FlowClient> {
    this.#service ??= import("../../flowService/flowService.ts").then(
      ({ FlowService }) => new FlowService(this.#host()),
    )
    const service = await this.#service
    return service.open((message) => send(channel, message))
  }

  #host(): FlowHost {
    const [observer, live] = [this.#observer, this.#live]
    return {
      pathOf(notebook) {
        if (isAbsolute(notebook)) return notebook
        throw new RequestError(`'notebook' has to be an absolute path, not ${notebook}`)
      },
      session: live,
      onWork: (run) => observer?.onWork(run),
      onNotebook(path) {
        observer?.onNotebook(path)
        // Where it couldn't be opened, whoever runs a cell is told.
        live().then(
          (opened) => opened.rename(path),
          () => undefined,
        )
      },
    }
  }

  async #take(channel: CommChannel, client: Promise<FlowClient>, message: ToFlowKernel): Promise<void> {
    try {
      const opened = await client
      await opened.take(message)
    } catch (error) {
      this.#log.error("a message about flows could not be answered", error)
      send(channel, { type: "failed", request: message.request, message: String(error) })
    }
  }
}

function decode(channel: CommChannel, data: unknown): ToFlowKernel | undefined {
  try {
    return decodeToFlowKernel(data)
  } catch (error) {
    if (!(error instanceof FlowMessageError)) throw error
    const { request, message } = error
    send(channel, { type: "failed", ...(request !== undefined && { request }), message })
    return undefined
  }
}

function send(channel: CommChannel, message: FromFlowKernel): void {
  channel.send({ ...message })
}
