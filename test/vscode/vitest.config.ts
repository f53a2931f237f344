import { defineConfig } from "vitest/config"

/** The tests with VS Code itself, by `npm run test:vscode`. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["**/*.vscode.ts"],
    testTimeout: 240_000,
    hookTimeout: 600_000,
    // What is waited for is an event, however busy the machine is.
    expect: { poll: { timeout: 60_000 } },
    globalSetup: ["../support/leftOut.ts", "oneVSCode.ts"],
    // They share one VS Code, and the machine.
    fileParallelism: false,
  },
})
