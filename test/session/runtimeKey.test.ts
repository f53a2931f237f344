import { expect, test } from "vitest"
import { runtimeKey } from "../../kernel/session/runtimeKey.ts"

const node = { version: "v24.21.0", platform: "linux", arch: "x64" } as const

test("a patch of Node changes no key; all else of the runtime does", () => {
  expect(runtimeKey({ ...node, version: "v24.21.7" })).toBe(runtimeKey(node))
  const others = [{ version: "v24.22.0" }, { version: "v25.21.0" }, { platform: "darwin" }, { arch: "arm64" }] as const
  for (const other of others) expect(runtimeKey({ ...node, ...other })).not.toBe(runtimeKey(node))
  expect(runtimeKey({ ...node, version: "v25.0.0-nightly" })).toContain("v25.0 ")
})
