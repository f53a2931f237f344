import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { makeFolder, tsnb } from "./fixtures/commandLine.ts"

test("a new notebook has no problems and runs", async () => {
  const folder = makeFolder()
  expect(await tsnb(folder, "new", "deep/first")).toMatchObject({ code: 0, errors: "" })
  const file = join("deep", "first.tsnb")
  expect((await tsnb(folder, "check", file)).errors).toBe("1 notebook checked: no problems\n")
  const ended = await tsnb(folder, "run", file)
  expect(ended).toMatchObject({ code: 0, errors: "" })
  expect(ended.output).toContain("[estimate] π is about 3.1")
  expect(ended.output).not.toContain("warn")
})

test("an existing file is left as it is", async () => {
  const folder = makeFolder()
  writeFileSync(join(folder, "mine.tsnb"), "precious")
  const ended = await tsnb(folder, "new", "mine")
  expect(ended).toMatchObject({ code: 2, output: "" })
  expect(ended.errors).toContain("mine.tsnb is there already")
  expect(readFileSync(join(folder, "mine.tsnb"), "utf8")).toBe("precious")
})
