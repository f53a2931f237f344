import { join } from "node:path"
import { expect, test } from "vitest"
import { checkDataFolder, userCacheFolder, userDataFolder } from "../kernel/userFolders.ts"

test.each<[NodeJS.ProcessEnv, NodeJS.Platform, string]>([
  [{}, "linux", join("/home/ada", ".local", "share", "tsnb")],
  [{ XDG_DATA_HOME: "/data" }, "linux", join("/data", "tsnb")],
  [{}, "darwin", join("/home/ada", "Library", "Application Support", "tsnb")],
  [{ APPDATA: "/roaming" }, "win32", join("/roaming", "tsnb")],
  [{ TSNB_DATA_DIR: "/mine", XDG_DATA_HOME: "/data" }, "linux", "/mine"],
])("With %j on %s the user's folder is %s", (environment, platform, expected) => {
  expect(userDataFolder(environment, platform, "/home/ada")).toBe(expected)
})

test.each<[NodeJS.ProcessEnv, NodeJS.Platform, string]>([
  [{}, "linux", join("/home/ada", ".cache", "tsnb")],
  [{ XDG_CACHE_HOME: "/cache" }, "linux", join("/cache", "tsnb")],
  [{}, "darwin", join("/home/ada", "Library", "Caches", "tsnb")],
  [{ LOCALAPPDATA: "/local" }, "win32", join("/local", "tsnb", "cache")],
  [{ TSNB_DATA_DIR: "/mine", XDG_CACHE_HOME: "/cache" }, "linux", join("/mine", "cache")],
])("With %j on %s the user's cache is %s", (environment, platform, expected) => {
  expect(userCacheFolder(environment, platform, "/home/ada")).toBe(expected)
})

test("A folder that TSNB_DATA_DIR names and nobody can make is told of with its name.", () => {
  const inFile = join(import.meta.filename, "inside")
  expect(() => checkDataFolder({ TSNB_DATA_DIR: inFile })).toThrow(
    `The folder ${inFile}, which the environment variable TSNB_DATA_DIR names, can't be made: `,
  )
  expect(() => checkDataFolder({})).not.toThrow()
})
