import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What is waited for is an event, however busy the machine is.
    expect: { poll: { timeout: 60_000 } },
    globalSetup: ["test/support/leftOut.ts"],
  },
})
