import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { kernelsFolder, userDataFolder } from "../../../kernel/cli/kernelspec/folders.ts"
import type { Machine } from "../../../kernel/cli/kernelspec/machine.ts"

function machine(platform: NodeJS.Platform, environment: Machine["environment"] = {}): Machine {
  return { platform, environment, home: "/home/ada" }
}

describe("a user's data folder is where jupyter_core looks", () => {
  test.each<[string, Machine, string]>([
    ["Linux", machine("linux"), "/home/ada/.local/share/jupyter"],
    ["Linux, moved", machine("linux", { XDG_DATA_HOME: "/data" }), "/data/jupyter"],
    ["Linux, moved to nowhere", machine("linux", { XDG_DATA_HOME: "" }), "/home/ada/.local/share/jupyter"],
    ["macOS", machine("darwin", { XDG_DATA_HOME: "/data" }), "/home/ada/Library/Jupyter"],
    [
      "macOS, its own way",
      machine("darwin", { JUPYTER_PLATFORM_DIRS: "1" }),
      "/home/ada/Library/Application Support/jupyter",
    ],
    ["macOS, not its own way", machine("darwin", { JUPYTER_PLATFORM_DIRS: "No" }), "/home/ada/Library/Jupyter"],
    ["Windows", machine("win32", { APPDATA: "/home/ada/AppData/Roaming" }), "/home/ada/AppData/Roaming/jupyter"],
    [
      "Windows, its own way",
      machine("win32", { APPDATA: "/r", LOCALAPPDATA: "/l", JUPYTER_PLATFORM_DIRS: "1" }),
      "/l/jupyter",
    ],
    ["Windows without APPDATA", machine("win32"), "/home/ada/.jupyter/data"],
    ["anywhere, when told", machine("darwin", { JUPYTER_DATA_DIR: "/told" }), "/told"],
  ])("%s", (_what, where, folder) => {
    expect(userDataFolder(where)).toBe(join(folder))
  })
})

describe("the folder of kernels", () => {
  test("is the user's unless another is chosen", async () => {
    expect(await kernelsFolder({}, machine("linux"))).toBe("/home/ada/.local/share/jupyter/kernels")
    expect(await kernelsFolder({ user: true }, machine("linux"))).toBe("/home/ada/.local/share/jupyter/kernels")
    expect(await kernelsFolder({ prefix: "/usr/local" })).toBe("/usr/local/share/jupyter/kernels")
  })

  test.each([{ VIRTUAL_ENV: "/env" }, { CONDA_PREFIX: "/env" }, { VIRTUAL_ENV: "/env", CONDA_PREFIX: "/conda" }])(
    "is the active environment's for --sys-prefix: %o",
    async (environment) => {
      expect(await kernelsFolder({ sysPrefix: true }, machine("linux", environment))).toBe("/env/share/jupyter/kernels")
    },
  )

  test("can't be a Python's where there is none", async () => {
    const choosing = kernelsFolder({ sysPrefix: true }, machine("linux", { PATH: "/nowhere" }))
    await expect(choosing).rejects.toThrow(/no Python environment for --sys-prefix.*--prefix.*--user/)
  })

  test("can't be two", async () => {
    await expect(kernelsFolder({ user: true, prefix: "/usr" })).rejects.toThrow("Choose one of")
  })
})
