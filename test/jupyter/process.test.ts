import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs"
import { spawn } from "node:child_process"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { resultOf } from "./client.ts"
import { KernelProcess } from "./kernelProcess.ts"
import { freeConnection } from "./kernels.ts"

const program = [join(import.meta.dirname, "scriptKernel.ts")]
const busy = "values.running = true; await new Promise(() => {})"

test.each([
  ["shell", false],
  ["control", false],
  ["control", true],
] as const)(
  "A shutdown on %s (restart: %s) is answered, told to all, and ends the process, also while a cell runs",
  async (channel, restart) => {
    await using kernel = await KernelProcess.start(program)
    await using client = await kernel.connect()
    const cell = await client.send("shell", "execute_request", { code: busy })
    await client.until(() => client.of(cell).some(({ content }) => content["execution_state"] === "busy"))
    const behind = await client.send("shell", "execute_request", { code: "return 1" })
    const { reply } = await client.request(channel, "shutdown_request", { restart })
    expect(reply.content).toEqual({ status: "ok", restart })
    await client.until(() => client.published.find(({ header }) => header["msg_type"] === "shutdown_reply"))
    expect((await client.exchange("shell", cell)).reply.content["ename"]).toBe("SessionDied")
    expect((await client.exchange("shell", behind)).reply.content["status"]).toBe("aborted")
    expect(await kernel.exit).toBe(0)
  },
)

test("The history is written before the end, and there for the next kernel", async () => {
  await using first = await KernelProcess.start(program)
  const environment = { TSNB_DATA_DIR: join(first.folder, "data") }
  {
    await using client = await first.connect()
    await client.execute("return 'remembered'")
    await client.request("control", "shutdown_request", { restart: true })
    expect(await first.exit).toBe(0)
  }
  await using second = await KernelProcess.start(program, { environment })
  await using client = await second.connect()
  const asked = { hist_access_type: "range", session: -1, start: 1 }
  const { reply } = await client.request("shell", "history_request", asked)
  expect(reply.content["history"]).toEqual([[1, 1, "return 'remembered'"]])
})

test("SIGINT interrupts the cell that runs, and the kernel goes on", async () => {
  await using kernel = await KernelProcess.start(program)
  await using client = await kernel.connect()
  const cell = await client.send("shell", "execute_request", { code: busy })
  await client.until(() => client.of(cell).some(({ header }) => header["msg_type"] === "execute_input"))
  kernel.child.kill("SIGINT")
  expect((await client.exchange("shell", cell)).reply.content["ename"]).toBe("Interrupted")
  expect(resultOf((await client.execute("return values.running")).published)).toBe("true")
})

test("SIGTERM ends the kernel in order", async () => {
  await using kernel = await KernelProcess.start(program)
  await using client = await kernel.connect()
  await client.request("shell", "kernel_info_request")
  kernel.child.kill("SIGTERM")
  expect(await kernel.exit).toBe(0)
})

test("The kernel ends with the process that Jupyter names as its parent", async () => {
  const parent = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"])
  await using kernel = await KernelProcess.start(program, { environment: { JPY_PARENT_PID: String(parent.pid) } })
  await using client = await kernel.connect()
  await client.request("shell", "kernel_info_request")
  parent.kill("SIGKILL")
  expect(await kernel.exit).toBe(0)
})

test("A mistake of the kernel's own is logged, and the kernel goes on", async () => {
  await using kernel = await KernelProcess.start(program)
  await using client = await kernel.connect()
  await client.execute("setTimeout(() => { throw new Error('a bug') }); void Promise.reject(new Error('dropped'))")
  await client.execute("await new Promise((go) => setTimeout(go, 10))")
  expect(resultOf((await client.execute("return 1")).published)).toBe("1")
  expect(kernel.errors).toContain("a bug")
  expect(kernel.errors).toContain("dropped")
})

test("Kernels that can't start say why, and exit with 2", async () => {
  await using none = await KernelProcess.start([...program, "one", "two"])
  expect(await none.exit).toBe(2)
  expect(none.errors).toContain("one argument")

  await using running = await KernelProcess.start(program)
  await using client = await running.connect()
  await using second = await KernelProcess.start(program, { connection: running.connection })
  expect(await second.exit).toBe(2)
  expect(second.errors).toMatch(/can't listen at tcp:.*Start a new kernel/)
  expect((await client.request("shell", "kernel_info_request")).reply.content["status"]).toBe("ok")
})

test.skipIf(process.platform === "win32")(
  "Over ipc, the sockets are for their owner alone, and gone at the end",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "tsnb-ipc-"))
    const ports = { shell: 1, control: 2, iopub: 3, stdin: 4, hb: 5 }
    const connection = { ...(await freeConnection()), transport: "ipc" as const, ip: join(folder, "kernel-ipc"), ports }
    {
      await using kernel = await KernelProcess.start(program, { connection })
      await using client = await kernel.connect()
      expect(resultOf((await client.execute("return 1")).published)).toBe("1")
      for (const port of Object.values(ports)) expect(statSync(`${connection.ip}-${port}`).mode & 0o077).toBe(0)
      await client.request("control", "shutdown_request")
      expect(await kernel.exit).toBe(0)
    }
    for (const port of Object.values(ports)) expect(existsSync(`${connection.ip}-${port}`)).toBe(false)
    rmSync(folder, { recursive: true })
  },
)
