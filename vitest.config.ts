import { availableParallelism } from "node:os"
import { join } from "node:path"
import { defineConfig } from "vitest/config"
import LongestFirst from "./test/support/longestFirst.ts"

// The tests start some hundreds of processes with the same code: what Node compiles of it is kept, which saves a third of
// their time.
process.env["NODE_COMPILE_CACHE"] ??= join(import.meta.dirname, "node_modules", ".cache", "tsnb-tests")

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What is waited for is an event, however busy the machine is.
    expect: { poll: { timeout: 60_000 } },
    // Rather than one fewer: vitest itself has little to do, and many tests wait for processes.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    setupFiles: ["test/support/onBuiltKernel.ts"],
    globalSetup: ["test/support/kernelBuild.ts", "test/support/leftOut.ts", "test/support/fetchAhead.ts"],
  },
})
