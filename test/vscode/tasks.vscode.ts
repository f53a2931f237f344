import { describe, expect, test } from "vitest"
import { useVSCode } from "./suite.ts"
import type { Window } from "./window.ts"

/** Milliseconds that a kernel may take on a busy machine. */
const patience = 90_000

const vscode = useVSCode("tasks")

/** Waits until there is a file of that name, which a test writes. */
const until = (file: string): string =>
  `while (!existsSync("${file}")) await new Promise((resolve) => setTimeout(resolve, 50))`

const pair = `// %%
import { existsSync } from "node:fs"

// %%
// @task slow
console.log("slow begins")
${until("slow-goes")}
const a = 1

// %%
// @task next
const b = a + 1

// %%
// @task other
${until("other-goes")}
console.log("other ends")
const c = 1
`

describe("a run of the flow on the cells of VS Code", () => {
  let window: Window
  const icon = (text: string, name: string) => window.cell(text).locator(`.codicon-notebook-state-${name}`).first()

  test("a cell whose task waits in a new run shows that, and not how the last one ended", async () => {
    window = await vscode.show("pair.tsnb", pair)
    await window.write("slow-goes", "")
    await window.write("other-goes", "")
    await window.command("tsnb: Run Flow")
    await icon("@task next", "success").waitFor({ timeout: patience })
    await icon("@task other", "success").waitFor()
    const { rm } = await import("node:fs/promises")
    for (const name of ["slow-goes", "other-goes"]) await rm(`${window.folder}/${name}`)
    await window.command("tsnb: Run Fresh (ignore the cache)")
    await icon("@task slow", "executing").waitFor()
    await icon("@task next", "pending").waitFor()
    expect(await icon("@task next", "success").count()).toBe(0)
    await window.picture("waits")
  })

  test("stopping one task's cell cancels that task alone, and what needs it is skipped", async () => {
    await window.cell("@task slow").hover()
    await window.cell("@task slow").locator(".codicon-notebook-stop").first().click()
    await expect.poll(() => window.statusOf("@task slow")).toContain("cancelled")
    await expect.poll(() => window.statusOf("@task next")).toContain("skipped")
    expect(await window.statusOf("@task other")).toContain("running")
    await window.picture("one cancelled")
    await window.write("other-goes", "")
    await expect.poll(() => window.statusOf("@task other")).toContain("completed")
  })
})
