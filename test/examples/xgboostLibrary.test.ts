import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { cacheFolder, type Place } from "../../examples/place.ts"
import { pythonPackages } from "../../examples/pythonPackages.ts"
import { provideLibrary } from "../../examples/setup/provideLibrary.ts"
import { bind } from "../../examples/xgboostBinding.ts"
import { fetchedFolder, findDebianLibrary, findLibrary } from "../../examples/xgboostLibrary.ts"
import { XGBoostLibraryError } from "../../examples/xgboostLibraryError.ts"
import { testFolder, type TestFolder } from "./folder.ts"

/** A machine that has nothing but what the folder holds. */
function placeIn(folder: TestFolder, changes: Partial<Place> = {}): Place {
  return {
    platform: "linux",
    processor: "x64",
    environment: {},
    home: join(folder.path, "home"),
    root: folder.path,
    notebook: join(folder.path, "project", "examples"),
    ...changes,
  }
}

describe("where the library is found on Linux", () => {
  const site = "lib/python3.12/site-packages/xgboost"
  const table: readonly [what: string, files: Record<string, string>, found: string | undefined, origin?: string][] = [
    ["nowhere", {}, undefined],
    ["the system's", { "usr/local/lib/libxgboost.so": "" }, "usr/local/lib/libxgboost.so", "the system's"],
    [
      "the system's before Python's",
      { "usr/lib/libxgboost.so": "", [`usr/local/${site}/lib/libxgboost.so`]: "" },
      "usr/lib/libxgboost.so",
      "the system's",
    ],
    [
      "the active environment's",
      { [`active/${site}/lib/libxgboost.so`]: "" },
      `active/${site}/lib/libxgboost.so`,
      "Python's",
    ],
    [
      "the active environment's before the project's",
      { [`active/${site}/lib/libxgboost.so`]: "", [`project/.venv/${site}/lib/libxgboost.so`]: "" },
      `active/${site}/lib/libxgboost.so`,
      "Python's",
    ],
    [
      "the project's environment's",
      { [`project/.venv/${site}/lib/libxgboost.so`]: "" },
      `project/.venv/${site}/lib/libxgboost.so`,
      "Python's",
    ],
    [
      "that of the newest Python",
      {
        "usr/local/lib/python3.9/site-packages/xgboost/lib/libxgboost.so": "",
        "usr/local/lib/python3.13/site-packages/xgboost/lib/libxgboost.so": "",
      },
      "usr/local/lib/python3.13/site-packages/xgboost/lib/libxgboost.so",
      "Python's",
    ],
    [
      "not one that is too old",
      { [`active/${site}/lib/libxgboost.so`]: "", [`active/${site}/VERSION`]: "2.1.4\n" },
      undefined,
    ],
    [
      "one that is new enough",
      { [`active/${site}/lib/libxgboost.so`]: "", [`active/${site}/VERSION`]: "3.0.0\n" },
      `active/${site}/lib/libxgboost.so`,
      "Python's",
    ],
    [
      "Homebrew's",
      { "home/linuxbrew/.linuxbrew/opt/xgboost/lib/libxgboost.so": "" },
      "home/linuxbrew/.linuxbrew/opt/xgboost/lib/libxgboost.so",
      "Homebrew's",
    ],
    [
      "the one that was fetched",
      { "home/.cache/tsnb/xgboost-3.4.1-linux-x64/xgboost/lib/libxgboost.so": "" },
      "home/.cache/tsnb/xgboost-3.4.1-linux-x64/xgboost/lib/libxgboost.so",
      "the fetched one",
    ],
    ["not Debian's old one", { "usr/lib/x86_64-linux-gnu/libxgboost.so.0": "" }, undefined],
    ["not where a folder has become a file", { "usr/local/lib": "" }, undefined],
  ]
  test.each(table)("%s", async (_what, files, found, origin) => {
    await using folder = await testFolder()
    for (const [name, content] of Object.entries(files)) await folder.write(name, content)
    const library = findLibrary(placeIn(folder, { environment: { VIRTUAL_ENV: join(folder.path, "active") } }))
    expect(library?.file).toBe(found === undefined ? undefined : join(folder.path, found))
    expect(library?.origin).toBe(origin)
  })

  test("Debian's, when asked for it", async () => {
    await using folder = await testFolder()
    expect(findDebianLibrary(placeIn(folder))).toBeUndefined()
    const file = await folder.write("usr/lib/aarch64-linux-gnu/libxgboost.so.0")
    expect(findDebianLibrary(placeIn(folder))).toEqual({ file, origin: "Debian's" })
    expect(findDebianLibrary(placeIn(folder, { platform: "darwin" }))).toBeUndefined()
  })
})

describe("where the library is found elsewhere", () => {
  const table: readonly [what: string, place: Partial<Place>, file: string][] = [
    ["macOS, Homebrew", { platform: "darwin" }, "opt/homebrew/opt/xgboost/lib/libxgboost.dylib"],
    [
      "macOS, a user's packages",
      { platform: "darwin" },
      "home/Library/Python/3.12/lib/python/site-packages/xgboost/lib/libxgboost.dylib",
    ],
    [
      "macOS, fetched",
      { platform: "darwin", processor: "arm64" },
      "home/Library/Caches/tsnb/xgboost-3.4.1-darwin-arm64/xgboost/lib/libxgboost.dylib",
    ],
    [
      "Windows, a user's packages",
      { platform: "win32" },
      "home/AppData/Roaming/Python/Python312/site-packages/xgboost/lib/xgboost.dll",
    ],
    [
      "Windows, the project's environment",
      { platform: "win32" },
      "project/.venv/Lib/site-packages/xgboost/lib/xgboost.dll",
    ],
    [
      "Windows, fetched",
      { platform: "win32" },
      "home/AppData/Local/tsnb/cache/xgboost-3.4.1-win32-x64/xgboost/lib/xgboost.dll",
    ],
  ]
  test.each(table)("%s", async (_what, place, file) => {
    await using folder = await testFolder()
    expect(findLibrary(placeIn(folder, place))).toBeUndefined()
    const path = await folder.write(file)
    expect(findLibrary(placeIn(folder, place))?.file).toBe(path)
  })

  test("Conda keeps it beside its own libraries", async () => {
    await using folder = await testFolder()
    const file = await folder.write("conda/lib/libxgboost.so")
    const place = placeIn(folder, { environment: { CONDA_PREFIX: join(folder.path, "conda"), VIRTUAL_ENV: "" } })
    expect(findLibrary(place)?.file).toBe(file)
    expect(pythonPackages(place)).not.toContain(join("lib", "python3.*", "site-packages"))
  })

  test("the cache follows XDG_CACHE_HOME", async () => {
    await using folder = await testFolder()
    const place = placeIn(folder, { environment: { XDG_CACHE_HOME: join(folder.path, "elsewhere") } })
    expect(cacheFolder(place)).toBe(join(folder.path, "elsewhere", "tsnb"))
    expect(fetchedFolder(place)).toBe(join(folder.path, "elsewhere", "tsnb", "xgboost-3.4.1-linux-x64"))
  })
})

describe("XGBOOST_LIBRARY", () => {
  test("comes before all others", async () => {
    await using folder = await testFolder()
    await folder.write("usr/lib/libxgboost.so")
    const file = await folder.write("mine.so")
    expect(findLibrary(placeIn(folder, { environment: { XGBOOST_LIBRARY: file } }))).toEqual({
      file,
      origin: "XGBOOST_LIBRARY's",
    })
  })

  test("set to nothing isn't set", async () => {
    await using folder = await testFolder()
    expect(findLibrary(placeIn(folder, { environment: { XGBOOST_LIBRARY: "" } }))).toBeUndefined()
  })

  test.each([
    ["a file that isn't there", "absent.so"],
    ["a folder", "."],
  ])("naming %s is an error", async (_what, name) => {
    await using folder = await testFolder()
    const place = placeIn(folder, { environment: { XGBOOST_LIBRARY: join(folder.path, name) } })
    expect(() => findLibrary(place)).toThrow(XGBoostLibraryError)
    expect(() => findLibrary(place)).toThrow(/XGBOOST_LIBRARY is .* no such file/)
  })

  test("naming a file that is no library is an error that names it", async () => {
    await using folder = await testFolder()
    const file = await folder.write("text.so", "not a library")
    expect(() => bind(file)).toThrow(XGBoostLibraryError)
    expect(() => bind(file)).toThrow(file)
  })
})

describe("a machine without the library", () => {
  let folder: TestFolder
  beforeAll(async () => {
    folder = await testFolder()
  })
  afterAll(() => folder[Symbol.asyncDispose]())

  test("nor Python hears of the three ways to get it", async () => {
    // An empty search path, so that no Python is found.
    const providing = provideLibrary(placeIn(folder, { environment: { PATH: folder.path } }))
    await expect(providing).rejects.toThrow(XGBoostLibraryError)
    await expect(providing).rejects.toThrow(
      /No Python with pip[^]*pip install[^]*apt install libxgboost0[^]*XGBOOST_LIBRARY/,
    )
  })

  test("for which none is made hears of them too", async () => {
    const providing = provideLibrary(placeIn(folder, { processor: "s390x" }))
    await expect(providing).rejects.toThrow(/PyPI has no XGBoost 3\.4\.1 for linux-s390x/)
  })

  test("but Debian's goes on with that", async () => {
    const file = await folder.write("usr/lib/s390x-linux-gnu/libxgboost.so.0")
    expect(await provideLibrary(placeIn(folder, { processor: "s390x" }))).toEqual({ file, origin: "Debian's" })
  })
})
