import { globSync, readFileSync } from "node:fs"
import { defineConfig } from "vitest/config"

/** Folders of tests that run in vitest's own processes, except those below. */
const folders = "api cell convert extension flow language notebook runtime scripts session/format store webview".split(
  " ",
)

/** A test that imports one of these starts processes. */
const starters =
  /from "(?:node:child_process|.*(?:support\/(?:flow|processes)|attemptProcess|browser|flowFolder|language\/folder|panelPage|panelSuite|serverProcess|\.\/folder)\.ts)"/

/** So do these by way of what they test, take most of a minute, or load a library that changes globals for the tests after them. */
export const slowTests: readonly string[] = [
  "test/convert/page/charts.test.ts",
  "test/extension/kernel/startFailure.test.ts",
  "test/store/fuzz.test.ts",
  "test/store/processes.test.ts",
]

/** The tests that need neither a build nor another process: `npm run test:unit`. */
export default defineConfig({
  test: {
    include: ["test/rooms.test.ts", ...folders.flatMap(unitTestsIn)],
    testTimeout: 120_000,
    setupFiles: ["test/support/noProcesses.ts"],
    // Starting a process for each file would take longer than running it.
    isolate: false,
  },
})

function unitTestsIn(folder: string): string[] {
  return globSync(`test/${folder}/**/*.test.ts`, { cwd: import.meta.dirname })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !slowTests.includes(file) && !starters.test(readFileSync(file, "utf8")))
}
