import { join } from "node:path"
import { expect, test } from "vitest"
import type { FromFlowKernel } from "../../../kernel/flowService/messages.ts"
import { openStore } from "../../../kernel/store/store.ts"
import { jupyterKernel } from "../../support/builtKernel.ts"
import { resultOf, textOf, type Client } from "../client.ts"
import { KernelProcess } from "../kernelProcess.ts"

const program = [jupyterKernel]

/** What came over the comm, in order. */
function commMessages(client: Client, id: string): FromFlowKernel[] {
  const messages = client.published.filter(
    ({ header, content }) => header["msg_type"] === "comm_msg" && content["comm_id"] === id,
  )
  // What the kernel sends is what this test is about.
  return messages.map(({ content }) => content["data"] as FromFlowKernel)
}

test("The kernel runs task cells, and flows for clients with and without the comm, while a cell runs", async () => {
  await using kernel = await KernelProcess.start(program)
  await using client = await kernel.connect()
  const id = "flow-comm"
  await client.send("shell", "comm_open", { comm_id: id, target_name: "tsnb", data: {} })
  const send = (data: object): Promise<string> => client.send("shell", "comm_msg", { comm_id: id, data })
  const next = (type: FromFlowKernel["type"]): Promise<FromFlowKernel> =>
    client.until(() => commMessages(client, id).find((message) => message.type === type))

  await client.execute("const n = 20")
  const task = await client.execute("// @task t\nconsole.log('working')\nconst a = n + 1")
  expect(textOf(task.published)).toBe("working\n")
  expect(resultOf((await client.execute("(await flow.run()).state + a")).published)).toBe("'completed21'")

  const waiting = await client.send("shell", "execute_request", {
    code: "await new Promise(() => {})",
    allow_stdin: false,
  })
  await client.until(() => client.of(waiting).some(({ header }) => header["msg_type"] === "execute_input"))
  const notebook = join(kernel.folder, "flow.tsnb")
  const cells = [{ id: "x", source: "// @task slow\nconsole.log('on')\nconst x = 1\nfor (;;) {}", line: 1 }]
  await send({ type: "cells", request: "1", notebook, cells })
  await send({ type: "run", request: "2", parameters: {} })
  await client.until(() =>
    commMessages(client, id).some(
      (message) => message.type === "events" && message.events.some(({ event }) => event.type === "logged"),
    ),
  )
  expect(await next("graph")).toMatchObject({ tasks: [{ name: "slow" }] })
  await send({ type: "nonsense", request: "3" })
  expect(await next("failed")).toMatchObject({ request: "3" })

  // The cell is still running, and so is the flow: the kernel's end leaves neither behind.
  await client.request("control", "shutdown_request", { restart: false })
  expect(await kernel.exit).toBe(0)
  using store = openStore(kernel.folder)
  expect(store.runs().map(({ state }) => state)).toEqual(["cancelled", "completed", "completed"])
})
