import { expect, test, vi } from "vitest"
import { keepCompiled } from "../kernel/compileCache.ts"

vi.mock("../kernel/userFolders.ts", () => ({
  userCacheFolder() {
    throw new Error("uv_os_homedir returned ENOENT")
  },
}))

test("programs start for a user without a home", () => expect(keepCompiled).not.toThrow())
