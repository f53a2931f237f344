import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is waited for is an event, however busy the machine is.
    expect: { poll: { timeout: 30_000 } },
    globalSetup: ["test/support/leftOut.ts"],
  },
})
