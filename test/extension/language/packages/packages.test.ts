import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { graphOfTexts } from "../graphOfTexts.ts"
import { installationOf } from "../../../../extension/language/packages/manager.ts"
import { missingPackages } from "../../../../extension/language/packages/missing.ts"

let root = ""

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "tsnb-packages-"))
  const files: Record<string, string> = {
    "package.json": '{"name": "self"}',
    "node_modules/there/package.json": "{}",
    "node_modules/@scope/there/package.json": "{}",
    "notebooks/node_modules/near/package.json": "{}",
    "broken/package.json": "{",
    "pnp/.pnp.cjs": "",
    "npm/package-lock.json": "",
    "pnpm/package.json": "{}",
    "pnpm/pnpm-lock.yaml": "",
    "pnpm/packages/a/package.json": "{}",
    "pnpm/packages/a/notebooks/a.tsnb": "",
    "pnpm/packages/npm/package-lock.json": "",
    "yarn/package.json": "{}",
    "yarn/yarn.lock": "",
    "bun/bun.lock": "",
    "oldBun/bun.lockb": "",
    "none/a.tsnb": "",
  }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
})

afterAll(() => rm(root, { recursive: true }))

async function missingIn(folder: string, source: string): Promise<string[]> {
  const graph = graphOfTexts([{ id: "1", isCode: true, text: source }])
  const found = await missingPackages(graph, join(root, folder))
  return found.map(({ name, line, start, end }) => `${name} at ${source.split("\n")[line]?.slice(start, end)}`)
}

test.each<[folder: string, source: string, missing: string[]]>([
  ["notebooks", "import a from 'absent'", ["absent at 'absent'"]],
  ["notebooks", "import 'there'\nimport \"@scope/absent/part\"", ['@scope/absent at "@scope/absent/part"']],
  ["notebooks", "export * from 'absent'\nexport { a } from 'absent/b'", ["absent at 'absent'", "absent at 'absent/b'"]],
  [
    "notebooks",
    "import a from 'there/part.js'\nimport b from '@scope/there'\nimport c from 'near'\nimport d from 'self'",
    [],
  ],
  [".", "import a from 'near'", ["near at 'near'"]],
  [
    "notebooks",
    "import a from 'fs'\nimport b from 'node:fs/promises'\nimport c from './a.ts'\nimport d from '../b'",
    [],
  ],
  [
    "notebooks",
    "import a from '/a.ts'\nimport b from '#a'\nimport c from 'https://a.b/c'\nimport d from 'C:\\\\a'",
    [],
  ],
  ["notebooks", "import { html } from 'tsnb'\nimport type { A } from 'absent'", []],
  ["notebooks", "import a from 'a; rm -rf'\nimport b from '$(b)'\nimport c from '--flag x'\nimport d from ''", []],
  ["notebooks", "const a = await import('absent')", []],
  ["broken", "import a from 'absent'", ["absent at 'absent'"]],
  ["pnp", "import a from 'absent'", []],
  ["notebooks", "import a from 'absent", []],
])("in %s: %j", async (folder, source, missing) => expect(await missingIn(folder, source)).toEqual(missing))

test.each([
  ["npm", "npm install x", "."],
  ["pnpm", "pnpm add x", "pnpm"],
  ["pnpm/packages/a/notebooks", "pnpm add x", "pnpm/packages/a"],
  ["pnpm/packages/npm", "npm install x", "pnpm"],
  ["yarn", "yarn add x", "yarn"],
  ["bun", "bun add x", "."],
  ["oldBun", "bun add x", "."],
  ["none", "npm install x", "."],
])("in %s a package is installed by %s in %s", async (notebooks, line, folder) => {
  const installation = await installationOf("x", join(root, notebooks))
  expect([installation.command, ...installation.arguments].join(" ")).toBe(line)
  expect(installation.folder).toBe(join(root, folder))
})
