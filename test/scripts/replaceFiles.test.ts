import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { Worker } from "node:worker_threads"
import { expect, test } from "vitest"
import { replaceFiles } from "../../scripts/bundle/replaceFiles.ts"

function makeFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "tsnb-replace-"))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

function buildOf(hash: string): Record<string, string> {
  return {
    "main.js": `chunks/part-${hash}.js`,
    [`chunks/part-${hash}.js`]: "x".repeat(10_000),
    "runtime/process.js": hash,
  }
}

test("New files take the place of the old ones, what isn't there any more goes, and what is to stay stays.", async () => {
  const old = { "main.js": "old", "chunks/a-AAAAAAAA.js": "a", "gone/deep/b.js": "b", "tsnb.vsix": "package" }
  const to = makeFolder(old)
  const from = makeFolder({ "main.js": "new", "chunks/c-CCCCCCCC.js": "c" })
  await replaceFiles(from, to, (path) => path.endsWith(".vsix"))
  expect(readdirSync(to).toSorted()).toEqual(["chunks", "main.js", "tsnb.vsix"])
  expect(readdirSync(join(to, "chunks"))).toEqual(["c-CCCCCCCC.js"])
  expect(readFileSync(join(to, "main.js"), "utf8")).toBe("new")
  expect(existsSync(from)).toBe(false)
})

test("Where nothing was before, all is new.", async () => {
  const to = join(makeFolder({}), "dist")
  await replaceFiles(makeFolder({ "main.js": "new" }), to, () => false)
  expect(readFileSync(join(to, "main.js"), "utf8")).toBe("new")
})

test("Whoever reads meanwhile finds a whole build: a program, and the chunk that it names.", async () => {
  const to = makeFolder(buildOf("AAAAAAAA"))
  const misses = new Int32Array(new SharedArrayBuffer(8))
  const reader = new Worker(
    `const { readFileSync } = require("node:fs"), { join } = require("node:path")
     const { to, misses } = require("node:worker_threads").workerData
     for (;;) {
       try { readFileSync(join(to, "main.js")); readFileSync(join(to, "runtime/process.js")) } catch { misses[0]++ }
       if (misses[1]++ === 0) Atomics.notify(misses, 1)
     }`,
    { eval: true, workerData: { to, misses } },
  )
  await Atomics.waitAsync(misses, 1, 0).value
  for (const hash of ["BBBBBBBB", "CCCCCCCC", "DDDDDDDD", "EEEEEEEE", "FFFFFFFF"]) {
    await replaceFiles(makeFolder(buildOf(hash)), to, () => false)
    const named = readFileSync(join(to, "main.js"), "utf8")
    expect(readFileSync(join(to, named), "utf8")).toHaveLength(10_000)
  }
  await reader.terminate()
  expect(misses[1]).toBeGreaterThan(0)
  expect(misses[0]).toBe(0)
})
