import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { packagesIn } from "../../scripts/bundle/packagesIn.ts"
import { isAllowed } from "../../scripts/notices/licenses.ts"
import { noticeOf, noticesPage } from "../../scripts/notices/notices.ts"

test.each([
  ["MIT", true],
  ["GPL-3.0", false],
  ["", false],
  ["MIT OR GPL-3.0-or-later", true],
  ["(MIT OR GPL-3.0)", true],
  ["MIT AND GPL-3.0", false],
  ["MIT AND MPL-2.0", true],
  ["MIT AND (GPL-2.0 OR BSD-3-Clause)", true],
  ["(MIT OR GPL-2.0) AND GPL-3.0", false],
  ["SEE LICENSE IN LICENSE.txt", false],
])("%s: %s", (license, allowed) => {
  expect(isAllowed(license)).toBe(allowed)
})

test("The packages that went into a bundle are those of which something is in it.", () => {
  const inputs = {
    "kernel/main.ts": { bytesInOutput: 10 },
    "node_modules/commander/lib/command.js": { bytesInOutput: 10 },
    "node_modules/@scope/one/a.js": { bytesInOutput: 1 },
    "node_modules/one/node_modules/two/b.js": { bytesInOutput: 1 },
    "node_modules/shaken/c.js": { bytesInOutput: 0 },
    "built-in:node:os?node_modules/asking/d.js": { bytesInOutput: 10 },
  }
  const outputs = { "dist/main.js": { bytes: 30, inputs, imports: [], exports: [] } }
  expect([...packagesIn({ inputs: {}, outputs })]).toEqual([
    "node_modules/commander",
    "node_modules/@scope/one",
    "node_modules/one/node_modules/two",
  ])
})

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tsnb-notices-"))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function packageWith(manifest: object, texts: Readonly<Record<string, string>> = {}): Promise<string> {
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "one", version: "1.0.0", ...manifest }))
  for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, name), text)
  return folder
}

test.each([
  [{ license: "MIT" }, {}, "MIT"],
  [{ license: { type: "ISC" } }, {}, "ISC"],
  [{ licenses: [{ type: "MIT" }, { type: "GPL" }] }, {}, "MIT OR GPL"],
  [{}, { "LICENSE.md": "The MIT License (MIT)\n\nPermission …" }, "MIT"],
])("The licence of %j with %j is %s", async (manifest, texts, license) => {
  expect(await noticeOf(await packageWith(manifest, texts))).toMatchObject({ name: "one", license })
})

test.each([
  [{ license: "GPL-3.0" }, "one is under GPL-3.0"],
  [{}, "one is under no licence that it names"],
])("%j is refused", async (manifest, message) => {
  await expect(noticeOf(await packageWith(manifest))).rejects.toThrow(message)
})

test("The page has each package once, with the texts of its licence and its notice.", async () => {
  const one = await noticeOf(
    await packageWith({ license: "MIT" }, { LICENSE: "Do what you like\r\n", "NOTICE.txt": "By us" }),
  )
  const two = { ...one, name: "two" }
  const page = noticesPage([two, one, one, { name: "three", version: "3.0.0", license: "ISC", texts: [] }])
  expect(page).toContain("- one 1.0.0\n- two 1.0.0\n")
  expect(page.match(/Do what you like/g)).toHaveLength(1)
  expect(page).toContain("By us")
  expect(page).toContain("no text of its licence with it: ISC")
})
