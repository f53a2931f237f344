import { defineConfig } from "vitest/config"

/** Folders of tests that run in vitest's own processes, except those below. */
const folders = "api cell convert extension flow language notebook runtime scripts session/format store webview".split(
  " ",
)

/** They start processes, take most of a minute, or load a library that changes globals for the tests after them. */
export const slowTests: readonly string[] = [
  "cell/language",
  "convert/page/charts",
  "convert/page/chromium",
  "convert/script/script",
  "extension/flow/taskEvents",
  "extension/kernel/startFailure",
  "flow/missingNames",
  "flow/taskCode",
  "language/flowDiagnostics",
  "language/flowEdits",
  "language/flowFeatures",
  "language/flowRaces",
  "language/hostile",
  "language/languageService",
  "language/project",
  "runtime/modules/fresh",
  "runtime/modules/hooks",
  "runtime/pending/lasting",
  "runtime/trace/environment",
  "runtime/trace/fs",
  "runtime/trace/system",
  "runtime/trace/threads",
  "runtime/trace/verifier",
  "runtime/value/resultFolder",
  "scripts/replaceFiles",
  "store/damage",
  "store/fuzz",
  "store/owner",
  "store/processes",
  "webview/app",
].map((name) => `test/${name}.test.ts`)

/** The tests that need neither a build nor another process: `npm run test:unit`. */
export default defineConfig({
  test: {
    include: ["test/rooms.test.ts", ...folders.map((name) => `test/${name}/**/*.test.ts`)],
    exclude: [...slowTests],
    testTimeout: 120_000,
    setupFiles: ["test/support/noProcesses.ts"],
    // Starting a process for each file would take longer than running it.
    isolate: false,
  },
})
