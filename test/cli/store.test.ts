import { spawnSync } from "node:child_process"
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { commandLine } from "../support/builtKernel.ts"
import { cells, makeFolder, start, tsnb, type Ended } from "./fixtures/commandLine.ts"

const notebook = cells(
  "// @task say\nconsole.log('said')\nconst long = require('node:crypto').randomBytes(50_000).toString('hex')",
  "// @task read\nconst n = long.length",
)

function list(ended: Ended): readonly Record<string, unknown>[] {
  return JSON.parse(ended.output) as Record<string, unknown>[]
}

describe("a store that is put elsewhere", () => {
  test("has the runs of notebooks of any folder, and nothing is beside them", async () => {
    const folder = makeFolder({ "n.tsnb": notebook })
    const place = join(makeFolder(), "deep", "history")
    mkdirSync(join(folder, "other"))
    writeFileSync(join(folder, "other", "n.tsnb"), notebook)
    expect(await tsnb(folder, "run", "n.tsnb", "--store", place)).toMatchObject({ code: 0, errors: "" })
    const other = await start(folder, ["run", join("other", "n.tsnb")], { TSNB_STORE: place }).ended
    expect(other).toMatchObject({ code: 0, errors: "" })
    expect([existsSync(join(folder, ".tsnb")), existsSync(join(folder, "other", ".tsnb"))]).toEqual([false, false])
    expect(readdirSync(place).toSorted()).toEqual(expect.arrayContaining(["key", "results", "store.db"]))

    const runs = list(await tsnb(folder, "runs", "--store", place, "--json"))
    expect(runs.map((run) => run["notebook"])).toEqual([join(folder, "other", "n.tsnb"), join(folder, "n.tsnb")])
    expect(list(await tsnb(folder, "runs", "n.tsnb", "--store", place, "--json"))).toHaveLength(1)
    const asked = await start(folder, ["logs", "--notebook", "n.tsnb"], { TSNB_STORE: place }).ended
    expect(asked.output).toContain("said")
    expect((await tsnb(folder, "show", "--store", place)).output).toContain("completed")

    // What is kept there is found again, and goes with the store's options of all commands.
    const again = await start(folder, ["run", "n.tsnb"], { TSNB_STORE: place }).ended
    expect(again.output).toMatch(/2 cached/)
    const rerun = await tsnb(folder, "rerun", "--store", place)
    expect(rerun).toMatchObject({ code: 0, errors: "" })
    expect((await tsnb(folder, "convert", "n.tsnb", "n.ipynb", "--store", place)).code).toBe(0)
    expect((await tsnb(folder, "clean", "--store", place)).code).toBe(0)
    expect(existsSync(join(folder, ".tsnb"))).toBe(false)
  })

  test("stays apart from what a folder has in it, and from the store of the notebooks there", async () => {
    const folder = makeFolder({ "n.tsnb": notebook })
    const other = makeFolder({ "m.tsnb": notebook, "data.txt": "" })
    expect((await tsnb(other, "run", "m.tsnb")).code).toBe(0)
    expect((await tsnb(folder, "run", "n.tsnb", "--store", other)).code).toBe(0)
    expect(existsSync(join(other, ".gitignore"))).toBe(false)
    expect(list(await tsnb(other, "runs", "--json")).map((run) => run["notebook"])).toEqual([join(other, "m.tsnb")])
    const placed = await start(folder, ["runs", "--json"], { TSNB_STORE: other }).ended
    expect(list(placed).map((run) => run["notebook"])).toEqual([join(folder, "n.tsnb")])
    // The folder that the notebook is in means its own store, in all ways of saying so.
    for (const place of [".", ".tsnb", other])
      expect((await tsnb(other, "run", "m.tsnb", "--store", place)).code).toBe(0)
    expect(list(await tsnb(other, "runs", "--json"))).toHaveLength(4)
  })

  // Node's own way of making folders never ends there.
  test.runIf(existsSync("/proc/self"))("says so where no folder can be made", async () => {
    const folder = makeFolder({ "n.tsnb": notebook })
    for (const place of ["/proc/nope", "/proc/nope/deep"]) {
      const ended = await tsnb(folder, "run", "n.tsnb", "--store", place)
      expect(ended.code).toBe(1)
      expect(ended.errors).toMatch(/Can't write \/proc\/nope.*ENOENT/)
    }
  })

  test("has a notebook that isn't here run again only when it is named", async () => {
    const folder = makeFolder({ "n.tsnb": notebook })
    const place = join(makeFolder(), "history")
    await tsnb(folder, "run", "n.tsnb", "--store", place)
    const elsewhere = makeFolder()
    const refused = await tsnb(elsewhere, "rerun", "--store", place)
    expect(refused).toMatchObject({ code: 2, errors: expect.stringContaining("--notebook") })
    const named = await tsnb(elsewhere, "rerun", "--store", place, "--notebook", join(folder, "n.tsnb"))
    expect(named).toMatchObject({ code: 0, errors: "" })
  })
})

/** Somebody who may read everything here, and write nothing: root may write whatever the rights are. */
const reader = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

function canRead(): boolean {
  return process.platform !== "win32" && spawnSync(process.execPath, [commandLine, "--version"], reader).status === 0
}

const read = (folder: string, ...args: readonly string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [commandLine, ...args], { ...reader, cwd: folder, encoding: "utf8", timeout: 60_000 })

describe.skipIf(!canRead())("a store that may only be read", () => {
  test.each([["after a run"], ["while a run goes on"]])("is looked into %s", async (when) => {
    const source = makeFolder({
      "n.tsnb": `${notebook}\n${cells("// @task last\nif (process.env.WAIT) await new Promise((done) => setTimeout(done, 600_000))\nconst end = n")}`,
    })
    const isGoing = when !== "after a run"
    const run = start(source, ["run", "n.tsnb"], isGoing ? { WAIT: "1" } : {})
    if (isGoing) await run.printed("last")
    else await run.ended
    const folder = makeFolder()
    cpSync(source, folder, { recursive: true })
    run.child.kill("SIGKILL")
    for (const path of ["", ".tsnb", ...readdirSync(join(folder, ".tsnb")).map((name) => join(".tsnb", name))]) {
      const isFolder = path === "" || path === ".tsnb" || path.endsWith("results")
      chmodSync(join(folder, path), isFolder ? 0o555 : 0o444)
    }
    try {
      const runs = read(folder, "runs", "--json")
      expect(runs).toMatchObject({ status: 0, stderr: "" })
      expect(JSON.parse(runs.stdout)).toMatchObject([{ notebook: join(folder, "n.tsnb") }])
      expect(read(folder, "show")).toMatchObject({ status: 0, stdout: expect.stringMatching(/say +completed/) })
      expect(read(folder, "logs")).toMatchObject({ status: 0, stdout: expect.stringContaining("said") })
      expect(read(folder, "logs", "--follow").status).toBe(0)
      expect(read(folder, "runs", "--store", folder, "--json")).toMatchObject({ status: 0, stderr: "" })
      const written = read(folder, "run", "n.tsnb")
      expect(written).toMatchObject({ status: 1, stderr: expect.stringContaining("--store FOLDER") })
    } finally {
      chmodSync(folder, 0o755)
      chmodSync(join(folder, ".tsnb"), 0o755)
    }
  })
})
