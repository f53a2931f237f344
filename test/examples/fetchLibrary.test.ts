import { chmod, readdir } from "node:fs/promises"
import { dirname, join } from "node:path"
import { describe, expect, test } from "vitest"
import type { Place } from "../../examples/place.ts"
import { fetchLibrary } from "../../examples/setup/fetchLibrary.ts"
import { fetchedFolder, findLibrary } from "../../examples/xgboostLibrary.ts"
import { XGBoostLibraryError } from "../../examples/xgboostLibraryError.ts"
import { ifAvailable } from "../support/available.ts"
import { testFolder, type TestFolder } from "./folder.ts"

/** A machine whose only Python is a script that stands for one with a certain pip. */
async function placeWithPip(folder: TestFolder, pip: string): Promise<Place> {
  const script = await folder.write("bin/python3", `#!/bin/sh\nif [ "$3" = --version ]; then exit 0; fi\n${pip}\n`)
  await chmod(script, 0o755)
  const environment = { PATH: dirname(script), XDG_CACHE_HOME: join(folder.path, "cache") }
  const nowhere = join(folder.path, "nowhere")
  return { platform: "linux", processor: "x64", environment, home: nowhere, root: nowhere, notebook: nowhere }
}

/** Writes a wheel to where `--dest`, before the last argument, says. */
const otherWheel =
  'while [ "$#" -gt 2 ]; do shift; done; echo "other content" > "$1/xgboost_cpu-3.4.1-py3-none-any.whl"'

describe.skipIf(process.platform === "win32")("fetching the library", () => {
  const table: readonly [what: string, pip: string, message: RegExp][] = [
    [
      "a wheel of another content",
      otherWheel,
      /\.whl isn't the file that was released: its SHA-256 is [0-9a-f]{64}, expected/,
    ],
    [
      "a pip without a way to PyPI",
      "echo 'ERROR: no route' >&2; exit 1",
      /pip could not download xgboost-cpu==3\.4\.1: ERROR: no route/,
    ],
    ["a pip that brings nothing", "exit 0", /pip downloaded no wheel/],
  ]
  test.each(table)("%s is an error, and leaves nothing behind", async (_what, pip, message) => {
    await using folder = await testFolder()
    const place = await placeWithPip(folder, pip)
    const fetching = fetchLibrary(place)
    await expect(fetching).rejects.toThrow(XGBoostLibraryError)
    await expect(fetching).rejects.toThrow(message)
    expect(await readdir(dirname(fetchedFolder(place)))).toEqual([])
  })

  test("with the machine's own pip brings a library, also to two at once", async ({ skip }) => {
    await using folder = await testFolder()
    const { environment: _, ...machine } = await placeWithPip(folder, "exit 1")
    const place = {
      ...machine,
      environment: {
        ...process.env,
        XGBOOST_LIBRARY: "",
        VIRTUAL_ENV: "",
        CONDA_PREFIX: "",
        PYENV_ROOT: machine.home,
        XDG_CACHE_HOME: join(folder.path, "cache"),
      },
    }
    const both = () => Promise.all([fetchLibrary(place), fetchLibrary(place)])
    const fetched = await ifAvailable("XGBoost from PyPI", both)
    if (!fetched.value) return skip(fetched.reason)
    expect(findLibrary(place)).toMatchObject({ origin: "the fetched one", version: "3.4.1" })
    expect(await readdir(dirname(fetchedFolder(place)))).toEqual(["xgboost-3.4.1-linux-x64"])
  }, 300_000)
})
