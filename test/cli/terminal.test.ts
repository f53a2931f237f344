import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { stripVTControlCharacters } from "node:util"
import { describe, expect, test } from "vitest"
import { commandLine } from "../support/builtKernel.ts"
import { cells, makeFolder, tsnb } from "./fixtures/commandLine.ts"

const showCursor = "\u001b[?25h"
// `script` of util-linux runs a command in a pseudo terminal; that of other systems takes other options.
const hasTerminal = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0

function inTerminal(folder: string, size: string, args: string): ReturnType<typeof spawn> {
  const command = `stty ${size} && exec '${process.execPath}' '${commandLine}' ${args}`
  const { CI: _, NO_COLOR: __, ...environment } = process.env
  return spawn("script", ["--quiet", "--return", "--echo", "never", "--command", command, "/dev/null"], {
    cwd: folder,
    env: { ...environment, TERM: "xterm-256color" },
    stdio: ["pipe", "pipe", "inherit"],
  })
}

function collect(child: ReturnType<typeof spawn>): {
  text: () => string
  has: (wanted: string) => Promise<void>
  code: Promise<unknown>
} {
  let text = ""
  child.stdout?.setEncoding("utf8").on("data", (more: string) => (text += more))
  const closed = once(child, "close").then(([code]: unknown[]) => code)
  return {
    text: () => text,
    code: closed,
    async has(wanted) {
      while (!text.includes(wanted)) {
        const ended = await Promise.race([
          once(child.stdout ?? child, "data").then(() => false),
          closed.then(() => true),
        ])
        if (ended) throw new Error(`ended without '${wanted}': ${text}`)
      }
    },
  }
}

describe.skipIf(!hasTerminal)("in a terminal", () => {
  test("the list of tasks ends with what became of each, below the log", async () => {
    const notebook = cells(
      "// @task greet\nconst a = 1\nconsole.log('hello')",
      "// @task fail\nconst b = a\nthrow new Error('no')",
      "// @task after\nconst c = b",
    )
    const folder = makeFolder({ "n.tsnb": notebook })
    const terminal = collect(inTerminal(folder, "cols 80 rows 20", "run n.tsnb"))
    expect(await terminal.code).toBe(1)
    const lines = stripVTControlCharacters(terminal.text()).split(/\r?\n/)
    expect(lines.filter((line) => line === "[greet] hello")).toHaveLength(1)
    expect(lines.filter((line) => line.startsWith("failed in "))).toEqual([
      expect.stringMatching(/: 1 failed, 1 ran, 1 skipped$/),
    ])
    const last = lines.slice(lines.lastIndexOf(lines.findLast((line) => line.includes("greet ")) ?? ""))
    expect(last[0]).toMatch(/✔ greet +.* first run$/)
    expect(last[1]).toMatch(/^✖ fail +failed +.* Error: no$/)
    expect(last[2]).toMatch(/^- after +skipped +fail failed$/)
    expect(terminal.text()).toContain("\u001b[31m")
    expect(terminal.text().lastIndexOf(showCursor)).toBeGreaterThan(terminal.text().lastIndexOf("fail failed"))
  })

  test("a line that isn't finished is shown as it grows, and once when it is", async () => {
    const write = "process.stdout.write('to')\nprocess.stderr.write('mind')\nprocess.stdout.write('kens')"
    const wait = "while (!existsSync('go')) await new Promise((r) => setTimeout(r, 10))"
    const child =
      "const child = spawn('sh', ['-c', 'printf native; while ! [ -e go ]; do sleep 0.05; done'], { stdio: 'inherit' })"
    const notebook = cells(
      "import { existsSync } from 'node:fs'\nimport { spawn } from 'node:child_process'",
      `// @task write\n${write}\n${wait}\nconsole.log(' end')\nprocess.stdout.write('more')`,
      `// @task child\n${child}`,
      "// @task quiet log=off\nprocess.stdout.write('unwanted')",
    )
    const folder = makeFolder({ "n.tsnb": notebook })
    const terminal = collect(inTerminal(folder, "cols 80 rows 20", "run n.tsnb"))
    for (const line of ["[write] tokens", "[write] warn: mind", "[child] native"]) await terminal.has(line)
    writeFileSync(join(folder, "go"), "")
    expect(await terminal.code).toBe(0)
    const lines = stripVTControlCharacters(terminal.text()).split(/\r?\n/)
    // The last frame is drawn after all lines are.
    for (const line of ["[child] native", "[write] tokens end", "[write] more", "[write] warn: mind"])
      expect(lines.lastIndexOf(line)).toBe(lines.findLastIndex((one) => one.startsWith(line)))
    expect(lines.filter((line) => line === "[write] tokens end")).toHaveLength(1)
    expect(terminal.text()).not.toContain("unwanted")
  })

  test("Ctrl-C cancels, says so, and gives the cursor back", async () => {
    const notebook = cells(
      "// @task endless\nconsole.log('on and on')\nfor (;;) await new Promise((r) => setTimeout(r, 50))",
    )
    const folder = makeFolder({ "n.tsnb": notebook })
    const child = inTerminal(folder, "cols 60 rows 20", "run n.tsnb")
    const terminal = collect(child)
    await terminal.has("on and on")
    child.stdin?.write("\u0003")
    expect(await terminal.code).toBe(130)
    expect(terminal.text()).toContain("cancelling…, press Ctrl-C again to stop at once")
    expect(terminal.text()).toMatch(/cancelled in .*: 1 cancelled/)
    expect(terminal.text()).toContain(showCursor)
    const runs = await tsnb(folder, "runs", "--json")
    expect(JSON.parse(runs.output)).toMatchObject([{ state: "cancelled" }])
  })

  test("Ctrl-C twice ends at once and gives the cursor back", async () => {
    const forever = "for (;;) await new Promise((r) => setTimeout(r, 50))"
    const notebook = cells(`// @task endless\nconsole.log('on and on')\n${forever}`, `// @on cancelled\n${forever}`)
    const child = inTerminal(makeFolder({ "n.tsnb": notebook }), "cols 60 rows 20", "run n.tsnb")
    const terminal = collect(child)
    await terminal.has("on and on")
    child.stdin?.write("\u0003")
    await terminal.has("cancelling…")
    // Pressed until it counts: two within a moment are taken for one.
    const again = setInterval(() => child.stdin?.write("\u0003"), 100)
    expect(await terminal.code).toBe(130)
    clearInterval(again)
    expect(terminal.text()).toContain(showCursor)
  })
})
