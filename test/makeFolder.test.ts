import { existsSync, mkdtempSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { makeFolder } from "../kernel/makeFolder.ts"

const folder = mkdtempSync(join(tmpdir(), "tsnb-folder-"))

test("Folders are made from the outermost on, and one that is there is left as it is.", () => {
  const deep = join(folder, "a", "b", "c")
  makeFolder(deep)
  makeFolder(deep)
  expect(statSync(deep).isDirectory()).toBe(true)
})

test("A folder in a file can't be made, and a file is none.", () => {
  writeFileSync(join(folder, "file"), "")
  expect(() => makeFolder(join(folder, "file"))).toThrow("EEXIST")
  expect(() => makeFolder(join(folder, "file", "inside"))).toThrow(/EEXIST|ENOTDIR|ENOENT/)
})

test.skipIf(!existsSync("/proc/self"))("Where the system makes no folders, that is an error at once.", () => {
  expect(() => makeFolder("/proc/nope/deep")).toThrow("ENOENT")
})
