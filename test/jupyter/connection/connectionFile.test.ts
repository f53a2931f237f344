import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { addressOf } from "../../../kernel/jupyter/connection/connection.ts"
import { ConnectionFileError, readConnectionFile } from "../../../kernel/jupyter/connection/connectionFile.ts"

const folder = mkdtempSync(join(tmpdir(), "tsnb-connection-"))
afterAll(() => rmSync(folder, { recursive: true }))

const good = {
  transport: "tcp",
  ip: "127.0.0.1",
  shell_port: 1001,
  control_port: 1002,
  iopub_port: 1003,
  stdin_port: 1004,
  hb_port: 1005,
  key: "secret",
  signature_scheme: "hmac-sha256",
  kernel_name: "tsnb",
}

function written(content: unknown): string {
  const file = join(folder, "kernel.json")
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content))
  return file
}

test("A connection file is read", () => {
  expect(readConnectionFile(written(good))).toEqual({
    transport: "tcp",
    ip: "127.0.0.1",
    ports: { shell: 1001, control: 1002, iopub: 1003, stdin: 1004, hb: 1005 },
    key: "secret",
    hash: "sha256",
  })
})

test("Keys for encryption are read", () => {
  const [publicKey, secretKey] = ["p".repeat(40), "s".repeat(40)]
  const curve = { curve_publickey: publicKey, curve_secretkey: secretKey }
  expect(readConnectionFile(written({ ...good, ...curve })).curve).toEqual({ publicKey, secretKey })
})

test("Transport, key and scheme may be left out", () => {
  const { transport: _, key: __, signature_scheme: ___, ...rest } = good
  expect(readConnectionFile(written(rest))).toMatchObject({ transport: "tcp", key: "", hash: "sha256" })
})

test.each<[string, unknown, RegExp]>([
  ["no JSON", "{secret", /isn't JSON/],
  ["a list", [], /isn't a JSON object/],
  ["another transport", { ...good, transport: "udp" }, /transport "udp"/],
  ["no address", { ...good, ip: undefined }, /has no 'ip'/],
  ["a key that is a number", { ...good, key: 5 }, /'key'/],
  ["no port", { ...good, hb_port: undefined }, /'hb_port' \(it says nothing\)/],
  ["port 0", { ...good, shell_port: 0 }, /'shell_port' \(it says 0\)/],
  ["a port too high", { ...good, shell_port: 65_536 }, /'shell_port'/],
  ["a port as text", { ...good, shell_port: "1001" }, /'shell_port'/],
  ["one port twice", { ...good, shell_port: 1002 }, /one port to two channels/],
  ["another scheme", { ...good, signature_scheme: "rsa" }, /scheme "rsa"/],
  ["half a pair of keys", { ...good, curve_publickey: "x".repeat(40) }, /aren't a pair/],
  ["a key that is too short", { ...good, curve_publickey: "x", curve_secretkey: "secret" }, /40 characters/],
  ["an unknown hash", { ...good, signature_scheme: "hmac-nothing" }, /scheme "hmac-nothing"/],
])("%s is an error that says so, and never the key", (_, content, message) => {
  const read = (): unknown => readConnectionFile(written(content))
  expect(read).toThrow(ConnectionFileError)
  expect(read).toThrow(message)
  expect(read).not.toThrow(/secret/)
})

test("A file that isn't there is an error with its name", () => {
  expect(() => readConnectionFile(join(folder, "none.json"))).toThrow(/none\.json can't be read/)
})

test.each([
  ["tcp", "127.0.0.1", "tcp://127.0.0.1:1001"],
  ["tcp", "::1", "tcp://[::1]:1001"],
  ["tcp", "[::1]", "tcp://[::1]:1001"],
  ["ipc", "/run/kernel-ipc", "ipc:///run/kernel-ipc-1001"],
])("The address over %s at %s is %s", (transport, ip, address) => {
  expect(addressOf(readConnectionFile(written({ ...good, transport, ip })), "shell")).toBe(address)
})
