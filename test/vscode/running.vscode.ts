import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdtempDisposable, readFile, symlink } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { describe, expect, test } from "vitest"
import { useVSCode } from "./suite.ts"
import type { Window } from "./window.ts"

const commandLine = join(import.meta.dirname, "..", "..", "bin", "tsnb.js")

/** Milliseconds that a kernel may take on a busy machine. */
const timeout = 90_000

const small = `// %%
// @parameters
/** How many numbers */
const count = 3
/** How to sort them */
const order: "up" | "down" = "up"
const verbose = false

// %%
const rows = Array.from({ length: count }, (_, i) => (i * 7) % 5)

// %%
// @task sorted
const ordered = rows.toSorted((a, b) => (order === "up" ? a - b : b - a))
console.log("sorted", ordered.join())

// %%
// @task sum
const total = ordered.reduce((a, b) => a + b, 0)

// %%
function half() { return total / 2 }

// %%
console.log("half is", half())
`

const vscode = useVSCode("running")

describe("running cells in VS Code", () => {
  let window: Window

  test("a cell runs after what it needs: plain cells, functions and tasks, each shown on its own cell", async () => {
    window = await vscode.show("small.tsnb", small)
    await window.runCell("half is")
    expect(await window.output("half is", timeout)).toContain("half is 3")
    expect(await window.output("sorted")).toContain("sorted 0,2,4")
    expect(await window.statusOf("@task sum")).toMatch(/completed/)
    await window.picture("needs")
  })

  test("what an edit makes stale runs again for a cell, and says since what until then", async () => {
    await window.goToEnd("const rows")
    await window.page.keyboard.type(".slice(1)")
    await expect.poll(() => window.statusOf("@task sorted")).toContain("stale: cell 2 changed")
    await expect.poll(() => window.statusOf("@task sum")).toContain("stale: cell 2 changed")
    await window.picture("stale")
    await window.runCell("half is")
    expect(await window.output("sorted 2,4", timeout)).toContain("sorted 2,4")
    await expect.poll(() => window.statusOf("@task sum")).not.toContain("stale")
  })

  test("a run with parameters is asked for in a form that checks them, and keeps them when it is left", async () => {
    await window.command("tsnb: Run Flow with Parameters")
    await window.pick("count")
    await window.asked("count")
    await window.retype("many")
    await window.page.getByText("Takes a number, not 'many'").first().waitFor()
    await window.picture("parameter refused")
    await window.retype("4")
    await window.page.keyboard.press("Enter")
    await window.pick("order")
    await window.asked("order")
    await window.pick("down")
    await window.page.locator(".quick-input-list .monaco-list-row", { hasText: "2 of 3 changed" }).first().waitFor()
    await window.picture("parameters")
    await window.page.keyboard.press("Escape")
    await window.command("tsnb: Run Flow with Parameters")
    await window.pick("2 of 3 changed")
    expect(await window.output("sorted 4,2,1", timeout)).toContain("sorted 4,2,1")
    await expect.poll(() => window.statusOf("@task sum")).toContain("ran with count=4, order=down")
    await window.picture("ran with parameters")
  })

  test("tells for each task why it would run, and clears what is kept when that is confirmed", async () => {
    await window.command("tsnb: Why Will This Run?")
    await window.page
      .locator(".quick-input-list .monaco-list-row", { hasText: "comes from the cache" })
      .first()
      .waitFor()
    await window.picture("why")
    await window.page.keyboard.press("Escape")
    await window.command("tsnb: Clear Cached Results")
    await window.page.getByText("Clear the cached results of the notebook's tasks?").first().waitFor()
    await window.picture("clear")
    await window.page.locator(".monaco-dialog-box .monaco-button", { hasText: "Clear" }).first().click()
    await window.page.getByText("Cleared").first().waitFor()
    expect(await window.statusOf("@task sum")).toContain("completed")
    await window.command("tsnb: Why Will This Run?")
    await window.page.locator(".quick-input-list .monaco-list-row", { hasText: "would run" }).first().waitFor()
    expect(
      await window.page.locator(".quick-input-list .monaco-list-row", { hasText: "comes from the cache" }).count(),
    ).toBe(0)
    await window.page.keyboard.press("Escape")
  })
})

describe("a notebook's file in VS Code", () => {
  test("one that was never saved runs, and goes on with its values when it is saved", async () => {
    const window = await vscode.openWindow({ "notes.txt": "" })
    await window.command("tsnb: New TypeScript Notebook")
    await window.page.locator(".kernel-label:visible", { hasText: "TypeScript (tsnb)" }).first().waitFor()
    await window.page.locator(".notebookOverlay .view-line").first().click()
    await window.page.keyboard.type("const began = Date.now(); console.log('began', began)")
    await window.command("Notebook: Execute Cell")
    const began = await window.output("began", timeout)
    await window.picture("unsaved")
    await window.command("File: Save As...")
    await window.chooseFile("saved.tsnb", "Untitled-1.tsnb")
    await window.page.locator(".tab.active", { hasText: "saved.tsnb" }).first().waitFor()
    await window.command("Notebook: Insert Code Cell Below")
    await window.page.keyboard.type("console.log('still', began)")
    await window.command("Notebook: Execute Cell")
    expect(await window.output("still", timeout)).toContain(began.replace(/\D/g, ""))
    await window.picture("saved")
  })

  test("keeps its kernel when the file is renamed, and shows what another program wrote", async () => {
    const window = await vscode.show(
      "before.tsnb",
      "// %%\nconst a = 1\n\n// %%\nglobalThis.n = (globalThis.n ?? 0) + a; console.log('n is', globalThis.n)\n",
    )
    await window.runCell("n is")
    expect(await window.output("n is", timeout)).toContain("n is 1")
    await window.write(
      "before.tsnb",
      "// %%\nconst a = 1\n\n// %%\nglobalThis.n = (globalThis.n ?? 0) + a; console.log('n is now', globalThis.n)\n",
    )
    await window.page.locator(".view-line", { hasText: "n is now" }).first().waitFor()
    await window.runCell("n is now")
    expect(await window.output("n is now", timeout)).toContain("n is now 2")
    await window.page.locator(".explorer-folders-view .monaco-list-row", { hasText: "before.tsnb" }).first().click()
    await window.page.keyboard.press("F2")
    await window.retype("after.tsnb")
    await window.page.keyboard.press("Enter")
    await window.page.locator(".tab.active", { hasText: "after.tsnb" }).first().waitFor()
    await window.runCell("n is now")
    expect(await window.output("n is now 3", timeout)).toContain("n is now 3")
    await window.picture("renamed")
  })
})

describe("the differences of a notebook in VS Code", () => {
  test("are shown by cells, and nothing runs for it", async () => {
    const text = "// %%\nconst same = 1\n\n// %%\n// @task t\nconst before = 1\n"
    const window = await vscode.openWindow({ "n.tsnb": text })
    const git = (...words: readonly string[]) => promisify(execFile)("git", words, { cwd: window.folder })
    await git("init", "--quiet")
    await git("add", "n.tsnb")
    await git("-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "--quiet", "-m", "first")
    await window.write("n.tsnb", text.replace("before", "after"))
    await window.openFile("n.tsnb")
    await window.command("Git: Open Changes")
    const editor = window.page.locator(".notebook-text-diff-editor")
    await editor.locator(".view-line", { hasText: "const before" }).first().waitFor()
    await editor.locator(".view-line", { hasText: "const after" }).first().waitFor()
    await window.picture("differences")
    // What the extension keeps beside the cells is as it was.
    expect(await window.page.getByText("Metadata changed").count()).toBe(0)
    expect(existsSync(join(window.folder, ".tsnb"))).toBe(false)
  })
})

const failing = `// %%
// @task good
const a = 1

// %%
// @task bad
const b = a + missing

// %%
console.log("b is", b)

// %%
const fine = 1

// %%
const fine = 2
`

describe("what goes wrong with cells in VS Code", () => {
  let window: Window

  test("a cell isn't run when what it needs fails, and says so; the others are", async () => {
    window = await vscode.show("failing.tsnb", failing)
    await window.command("Notebook: Run All")
    expect(await window.output("missing is not defined", timeout)).toContain("ReferenceError")
    expect(await window.output("NotRun", timeout)).toContain("It needs cell 2, which failed")
    expect(await window.output("CellProblem")).toContain("'fine' is defined already by cell 4")
    expect(await window.statusOf("@task good")).toMatch(/completed/)
    await window.picture("not run")
  })

  test("what failed runs again when it is mended", async () => {
    await window.goToEnd("const b = a")
    for (const _ of "missing") await window.page.keyboard.press("Backspace")
    await window.page.keyboard.type("1")
    await window.runCell("b is")
    expect(await window.output("b is 2", timeout)).toContain("b is 2")
    expect(await window.statusOf("@task good")).toContain("cached")
    await window.picture("mended")
  })

  test("cancelling a cell that waits or runs ends that one, and what needs it isn't run", async () => {
    const window = await vscode.show(
      "waiting.tsnb",
      `// %%\nfor (let i = 0; ; i++) if (i === 0) console.log("looping")\nconst a = 1\n\n// %%\nconsole.log("a is", a)\n\n// %%\nconsole.log("went on")\n`,
    )
    await window.command("Notebook: Run All")
    await window.output("looping", timeout)
    await window.picture("waiting")
    await window.cell("looping").hover()
    await window.cell("looping").locator(".codicon-notebook-stop").first().click()
    expect(await window.output("Interrupted", timeout)).toContain("Interrupted")
    expect(await window.output("went on", timeout)).toContain("went on")
    expect(await window.output("NotRun", timeout)).toContain("It needs cell 1, which was interrupted")
    await window.picture("cancelled")
  })

  test("a kernel that is killed ends the tasks that run as crashed, and the next run starts another", async () => {
    const window = await vscode.show(
      "killed.tsnb",
      `// %%\n// @task slow\nif (process.env.ONCE === undefined) process.kill(process.ppid, "SIGKILL")\nawait new Promise(() => {})\nconst a = 1\n`,
    )
    // The palette puts first what was used before, such as Run Flow with Parameters.
    await window.command("tsnb: Run Fresh (ignore the cache)")
    expect(await window.output("KernelGone", timeout)).toContain("kernel ended")
    await expect.poll(() => window.statusOf("@task slow")).toContain("crashed")
    await window.picture("crashed")
    await window.goToEnd("SIGKILL")
    await window.page.keyboard.press("Control+A")
    await window.page.keyboard.type("// @task slow\nconst mended = 7")
    await window.command("tsnb: Re-run Failed")
    await expect.poll(() => window.statusOf("@task slow"), { timeout }).toContain("completed")
  })

  test("a Node that doesn't fit is told with the setting that names it, on the cell and in a message", async () => {
    const window = await vscode.openWindow({
      "node.tsnb": "// %%\nconsole.log(1)\n",
      ".vscode/settings.json": JSON.stringify({ "tsnb.nodePath": "/nowhere/node" }),
    })
    await window.openFile("node.tsnb")
    await window.runCell("console")
    expect(await window.output("KernelStartError", timeout)).toContain("tsnb.nodePath")
    await window.picture("wrong node")
  })

  test("when the kernel has ended and none can be started, that is told on the next cell, and none waits for ever", async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), "tsnb-node-"))
    const node = join(folder.path, "node")
    await symlink(process.execPath, node)
    const ending = `import { rmSync } from "node:fs"\nrmSync(${JSON.stringify(node)})\nprocess.kill(process.ppid, "SIGKILL")`
    const window = await vscode.openWindow({
      "gone.tsnb": `// %%\n${ending}\nawait new Promise(() => {})\n\n// %%\nconsole.log("second")\n\n// %%\nconsole.log("third")\n`,
      ".vscode/settings.json": JSON.stringify({ "tsnb.nodePath": node }),
    })
    await window.openFile("gone.tsnb")
    await window.command("Notebook: Run All")
    expect(await window.output("KernelGone", timeout)).toContain("kernel ended")
    expect(await window.output("KernelStartError", timeout)).toContain("tsnb.nodePath")
    await expect.poll(() => window.page.locator(".codicon-notebook-state-executing").count()).toBe(0)
    await expect.poll(() => window.page.locator(".codicon-notebook-state-pending").count()).toBe(0)
    await window.picture("no kernel any more")
  })
})

describe("runs of a flow that are asked for in VS Code", () => {
  const waiting = `// %%
// @task held
import { appendFileSync, existsSync } from "node:fs"
console.log("held begins")
appendFileSync("begun", "x")
while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 50))
const held = 1

// %%
// @task each for="n of [1, 2, 3]" label="'n' + n"
if (n > held) throw new TypeError("too much: " + n)
const part = n
`

  test("a second run is asked about, waits for the first, and elements that fail are told of", async () => {
    const window = await vscode.show("waiting.tsnb", waiting)
    const toast = (text: string) => window.page.locator(".notification-toast", { hasText: text }).first()
    await window.command("tsnb: Run Flow")
    await window.output("held begins", timeout)
    await window.command("tsnb: Run Flow")
    await toast("The flow is already running").waitFor()
    await window.picture("asked about a second run")
    await toast("The flow is already running").locator(".monaco-button", { hasText: "Run Afterwards" }).click()
    expect(await window.statusOf("@task held")).toContain("running")
    const begun = (): Promise<string> => readFile(join(window.folder, "begun"), "utf8")
    expect(await begun()).toBe("x")
    await window.write("go", "")
    expect(await window.output("too much: 3", timeout)).toContain("each[2: n3] failed: TypeError: too much: 3")
    await expect.poll(begun, { timeout }).toBe("xx")
    await expect.poll(() => window.statusOf("@task each"), { timeout }).toContain("2 failed")
    await window.picture("failed elements")
    await window.goToEnd("n > held")
    await window.page.keyboard.press("Control+A")
    await window.page.keyboard.type('// @task each for="n of [1, 2, 3]"\nconst part = n')
    await window.command("tsnb: Re-run Failed")
    await expect.poll(() => window.statusOf("@task each"), { timeout }).toMatch(/3 ran|3 completed|completed/)
    await window.command("tsnb: Re-run Failed")
    await toast("Nothing failed in the latest run").waitFor()
  })

  test("a notebook without tasks says what to do, and no run is recorded", async () => {
    const window = await vscode.show("plain.tsnb", "// %%\nconst plain = 1\n")
    await window.command("tsnb: Run Flow")
    await window.page.locator(".notification-toast", { hasText: "The notebook has no tasks" }).first().waitFor()
    await window.picture("no tasks")
    const runs = await promisify(execFile)(process.execPath, [commandLine, "runs", "plain.tsnb", "--json"], {
      cwd: window.folder,
    })
    expect(JSON.parse(runs.stdout)).toEqual([])
  })
})

describe("a flow of many tasks in VS Code", () => {
  const last = 59
  const cells = Array.from({ length: last + 1 }, (_, index) => {
    return `// %%\n// @task step${index}\nconst v${index} = ${index}\nconsole.log("step", v${index}, "is done")\n`
  })

  test("shows each task on its cell when that comes into view, after a run and when it is opened again", async () => {
    const text = cells.join("\n")
    const window = await vscode.show("many.tsnb", text)
    const goTo = async (task: string, key: string): Promise<void> => {
      await window.until(window.cell(`@task ${task}`), async () => {
        // The first may be under the toolbar's shadow.
        await window.page.locator(".notebookOverlay .view-line:visible").last().click()
        await window.page.keyboard.press("Escape")
        await window.page.keyboard.press(key)
      })
    }
    const shows = async (index: number): Promise<void> => {
      expect(await window.output(`step ${index} is done`, timeout)).toContain(`step ${index} is done`)
      await expect.poll(() => window.statusOf(`@task step${index}`)).toContain("completed")
    }
    await window.command("Run Flow")
    await shows(0)
    await goTo(`step${last}`, "Control+End")
    await shows(last)
    await window.picture("many tasks")
    await vscode.show("other.tsnb", "// %%\nconst other = 1\n")
    await vscode.show("many.tsnb", text)
    await goTo(`step${last}`, "Control+End")
    await shows(last)
    await goTo("step0", "Control+Home")
    await shows(0)
  })
})
