import { spawn } from "node:child_process"
import { once } from "node:events"
import { connect, createServer, type AddressInfo } from "node:net"
import { expect, test } from "vitest"
import { release } from "../../../kernel/runtime/pending/lasting.ts"

const never = new Promise(() => undefined)

test.for<[title: string, value: unknown]>([
  ["a promise", never],
  ["a pool of connections", { end: () => undefined }],
  ["a function", () => undefined],
  ["what only seems to have unref()", { unref: true }],
])("%s can't be released", ([, value]) => {
  expect(release(value)).toBe(false)
})

test("a timer is released", () => {
  const timer = setInterval(() => undefined, 1_000)
  expect(release(timer)).toBe(true)
  expect(timer.hasRef()).toBe(false)
  clearInterval(timer)
})

test("a child process is released with its pipes", async () => {
  const child = spawn(process.execPath, ["-e", "process.stdin.resume()"])
  const released: string[] = []
  for (const [name, pipe] of Object.entries({ stdin: child.stdin, stdout: child.stdout, stderr: child.stderr })) {
    Object.assign(pipe, { unref: () => released.push(name) })
  }
  expect(release(child)).toBe(true)
  expect(released).toEqual(["stdin", "stdout", "stderr"])
  child.kill()
  await once(child, "exit")
})

test("a server is released with the connections that it takes", async () => {
  const server = createServer()
  let released = 0
  server.on("connection", (socket) => {
    const unref = socket.unref.bind(socket)
    socket.unref = () => {
      released++
      return unref()
    }
  })
  expect(release(server)).toBe(true)
  await once(server.listen(0), "listening")
  // A server on a port has such an address.
  const client = connect((server.address() as AddressInfo).port)
  await once(server, "connection")
  expect(released).toBe(1)
  client.destroy()
  server.close()
})

test.for<[value: unknown, shown: string]>([
  [undefined, "undefined"],
  [42, "42"],
  ["x", "'x'"],
  [null, "null"],
])("%s is refused", ([value, shown]) => {
  expect(() => release(value)).toThrow(`or a promise, and not ${shown}`)
})
