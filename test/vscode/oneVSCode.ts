import { rm } from "node:fs/promises"
import type { TestProject } from "vitest/node"
import { provideBrowser } from "../clients/browser.ts"
import { ifAvailable } from "../support/available.ts"
import { startCodeServer } from "./codeServer.ts"
import { builtExtension, pictures } from "./places.ts"
import { quietSettings } from "./settings.ts"

declare module "vitest" {
  interface ProvidedContext {
    /** The address of the VS Code that all suites share, or why there is none. */
    vscode: { value?: string; reason?: string }
  }
}

/** Starts one VS Code for all suites. Where it can't be had their tests are left out, which in CI is a failure. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await rm(pictures, { recursive: true, force: true })
  const { value, reason } = await ifAvailable("VS Code in Chromium", async () => {
    await provideBrowser()
    return startCodeServer({ extension: await builtExtension(), settings: quietSettings })
  })
  project.provide("vscode", value ? { value: value.address } : { reason })
  return async () => value?.[Symbol.asyncDispose]()
}
