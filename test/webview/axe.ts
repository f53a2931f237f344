import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import type { Page } from "../clients/browser.ts"

/** What is looked at of what axe-core finds. */
interface Findings {
  violations: readonly {
    id: string
    impact: string | null
    help: string
    nodes: readonly { target: readonly unknown[]; failureSummary?: string }[]
  }[]
}

const program = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

/** What axe-core finds on the page that keeps people from using it, each with where. */
export async function seriousFaults(page: Page): Promise<readonly string[]> {
  // By the debugger, since the page's policy lets no script in.
  await page.evaluate(program)
  const found = (await page.evaluate(() => Reflect.get(globalThis, "axe").run(), undefined)) as Findings
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary = "" }) => `${id}: ${help}: ${target.join(" ")}: ${failureSummary}`),
    )
}
