import { expect, test, vi } from "vitest"
import type { FlowEvent } from "../../../kernel/flow/events.ts"
import type { RunMessage } from "../../../kernel/flowService/messages.ts"
import type { Host } from "../../../webview/host/host.ts"
import type { FromPanel, ToPanel } from "../../../webview/messages.ts"
import { PanelModel } from "../../../webview/model/panelModel.ts"

/** Answers as the extension does, from a history of runs that have ended; newest first. */
class HistoryHost implements Host {
  readonly kept = undefined
  readonly #runs: readonly string[]
  #listener: (messages: readonly ToPanel[]) => void = () => undefined

  constructor(...runs: string[]) {
    this.#runs = runs
  }

  listen(listener: (messages: readonly ToPanel[]) => void): void {
    this.#listener = listener
  }

  keep(): void {
    // Nothing is opened again.
  }

  say(message: ToPanel): void {
    this.#listener([message])
  }

  send(message: FromPanel): void {
    if (!("request" in message) || typeof message.request !== "string") return
    const { request } = message
    if (message.type === "runs") {
      const runs = "parent" in message && message.parent !== undefined ? [] : this.#runs.map(runMessage)
      this.say({ type: "runs", request, runs })
    }
    if (message.type === "events") {
      const { run } = message
      const events = eventsOf(run).map((event, index) => ({ sequence: index + 1, event }))
      this.say({ type: "events", request, run, events })
      this.say({ type: "eventsSent", request, run, last: events.length, isRunning: false })
    }
    if (message.type === "results") this.say({ type: "results", request, run: message.run, results: [] })
  }
}

function runMessage(id: string): RunMessage {
  return { id, flow: "flow", state: "completed", startedAt: 1, endedAt: 2, parameters: {} }
}

function eventsOf(run: string): readonly FlowEvent[] {
  return [
    { type: "flowStarted", run, time: 1, flow: "flow", notebook: "/flow.tsnb", parameters: {}, tasks: [] },
    { type: "flowStateChanged", run, time: 2, state: "completed" },
  ]
}

test("the latest run is shown after an older one was looked at first", async () => {
  const host = new HistoryHost("newest", "older")
  const model = new PanelModel(host)
  host.say({ type: "showRun", run: "older" })
  host.say({ type: "kernel", state: "ready" })
  await vi.waitFor(() => expect(model.runs).toHaveLength(2))
  await vi.waitFor(() => expect(model.shown?.view.run).toBe("older"))
  expect(model.isEarlier).toBe(true)
  model.show(undefined)
  await vi.waitFor(() => expect(model.shown?.view.state).toBe("completed"))
  expect(model.shown?.id).toBe("newest")
})
