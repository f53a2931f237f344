import { expect, test } from "vitest"
import { FlowService } from "../../kernel/flowService/flowService.ts"
import type { FromFlowKernel, ToFlowKernel } from "../../kernel/flowService/messages.ts"
import { RequestError } from "../../kernel/session/api.ts"
import { TestNotebook } from "../support/flow.ts"

type Answer<Type extends FromFlowKernel["type"]> = Extract<FromFlowKernel, { type: Type }>

const source = "// @task load\nconst rows = [1, 2]"
const cells = [{ id: "a", source, line: 2 }]

/** Flows of one notebook that front ends call `taxi`, without a kernel and its session. */
function serve(notebook: TestNotebook) {
  const waiting = new Map<FromFlowKernel["type"], (message: FromFlowKernel) => void>()
  const service = new FlowService({
    pathOf(id) {
      if (id === "taxi") return notebook.path
      throw new RequestError(`There is no notebook ${id}`)
    },
  })
  const client = service.open((message) => waiting.get(message.type)?.(message))
  let requests = 0
  /** Sends a request, and waits for a message of a type. */
  const ask = async <Type extends FromFlowKernel["type"]>(
    type: Type,
    message: ToFlowKernel extends infer One ? (One extends ToFlowKernel ? Omit<One, "request"> : never) : never,
  ): Promise<Answer<Type>> => {
    const { promise, resolve } = Promise.withResolvers<FromFlowKernel>()
    waiting.set(type, resolve)
    await client.take({ ...message, request: String((requests += 1)) })
    // It was waited for by its type.
    return (await promise) as Answer<Type>
  }
  return { service, client, ask }
}

test("flows are served without a kernel: notebooks have the names that the host gives them", async () => {
  using notebook = new TestNotebook(source)
  const { service, client, ask } = serve(notebook)
  expect(await ask("failed", { type: "cells", notebook: notebook.path, cells })).toMatchObject({
    message: `There is no notebook ${notebook.path}`,
  })
  expect(await ask("graph", { type: "cells", notebook: "taxi", cells })).toMatchObject({ tasks: [{ name: "load" }] })
  expect(await ask("runEnded", { type: "run", parameters: {} })).toMatchObject({ state: "completed" })
  const { runs } = await ask("runs", { type: "runs" })
  expect(runs).toMatchObject([{ state: "completed" }])
  const run = runs[0]?.id ?? ""
  expect((await ask("results", { type: "results", run })).results).toMatchObject([{ task: "load", name: "rows" }])
  expect(await ask("eventsSent", { type: "events", run, after: 0 })).toMatchObject({ isRunning: false })
  const again = ask("runEnded", { type: "run", parameters: {}, only: ["load"], alone: true })
  expect(await again).toMatchObject({ state: "completed" })
  service.close(client)
  await service.end()
})

test("without a session, single cells can't be run, and the front end hears so", async () => {
  using notebook = new TestNotebook(source)
  const { service, ask } = serve(notebook)
  await ask("graph", { type: "cells", notebook: "taxi", cells })
  expect(await ask("failed", { type: "plan", cells: ["a"] })).toMatchObject({
    message: "Cells can't be run one by one here: only the flow can be run",
  })
  await service.end()
})
