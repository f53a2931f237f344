import { expect, test } from "vitest"
import { LanguageFolder } from "./folder.ts"

test("sees at once what changed in a file that a cell imports", async () => {
  await using folder = await LanguageFolder.with({ "helper.ts": "export const value = { old: 1 }\n" })
  const cells = ["import { value } from './helper.ts'", "value.|"]
  expect(await folder.complete(...cells)).toEqual(["value.old"])
  await folder.write("helper.ts", "export const value = { fresh: 1 }\n")
  expect(await folder.complete(...cells)).toEqual(["value.fresh"])
})

test("sees at once what changed in a file behind another", async () => {
  await using folder = await LanguageFolder.with({
    "helper.ts": "export * from './deep/values.js'\n",
    "deep/values.ts": "export const value = { old: 1 }\n",
  })
  const cells = ["import { value } from './helper'", "value.|"]
  expect(await folder.complete(...cells)).toEqual(["value.old"])
  await folder.write("deep/values.ts", "export const value = { fresh: 1 }\n")
  expect(await folder.complete(...cells)).toEqual(["value.fresh"])
})

test("finds a file that came after the import of it", async () => {
  await using folder = await LanguageFolder.with({})
  const cells = ["import { value } from './helper'", "value.|"]
  expect(await folder.complete(...cells)).toEqual([])
  await folder.write("helper.ts", "export const value = { fresh: 1 }\n")
  expect(await folder.complete(...cells)).toEqual(["value.fresh"])
})

test("finds a package that was installed after the import of it", async () => {
  await using folder = await LanguageFolder.with({})
  const cells = ["import { value } from 'late'", "value.|"]
  expect(await folder.complete(...cells)).toEqual([])
  await folder.write("node_modules/late/index.d.ts", "export declare const value: { fresh: 1 }\n")
  await folder.write("node_modules/late/package.json", '{ "name": "late", "types": "index.d.ts" }')
  expect(await folder.complete(...cells)).toEqual(["value.fresh"])
})

test("keeps to the project's own configuration", async () => {
  await using folder = await LanguageFolder.with({
    "tsconfig.json": `{
      // As people write it.
      "compilerOptions": { "strict": false, "paths": { "@/*": ["./source/*"] }, "module": "commonjs" },
      "include": ["types"],
    }`,
    "types/global.d.ts": "declare const fromTheProject: { here: 1 }\n",
    "source/a.ts": "export const a = { b: 1 }\n",
  })
  expect(await folder.complete("import { a } from '@/a'", "a.|")).toEqual(["a.b"])
  expect(await folder.complete("fromTheProject.|")).toEqual(["fromTheProject.here"])
  expect(await folder.inspect(0, "let loose: string | null", "|loose")).toBe("let loose: string")
  expect(await folder.complete("import { progr| } from 'tsnb'")).toEqual(["import { progress } from 'tsnb'"])
})

test("takes a change of the project's configuration", async () => {
  await using folder = await LanguageFolder.with({ "tsconfig.json": '{ "compilerOptions": { "strict": false } }' })
  const cells = ["let loose: string | null", "|loose"]
  expect(await folder.inspect(0, ...cells)).toBe("let loose: string")
  await folder.write("tsconfig.json", '{ "compilerOptions": { "strict": true } }')
  expect(await folder.inspect(0, ...cells)).toBe("let loose: string | null")
})

test("lives with a configuration that can't be read", async () => {
  await using folder = await LanguageFolder.with({ "tsconfig.json": "{{{ nonsense" })
  expect(await folder.complete("const a = { b: 1 }", "a.|")).toEqual(["a.b"])
})

test("knows Node and its globals, and asks in the front end's way", async () => {
  await using folder = await LanguageFolder.with({})
  expect(await folder.complete("process.versio|")).toEqual(["process.version", "process.versions"])
  expect(await folder.inspect(0, "|confirm('Go on?')")).toContain("confirm(message?: unknown): boolean")
})

test("takes the project's own types of Node", async () => {
  await using folder = await LanguageFolder.with({
    "node_modules/@types/node/package.json": '{ "name": "@types/node", "version": "1.0.0", "types": "index.d.ts" }',
    "node_modules/@types/node/index.d.ts": "declare const process: { own: 1 }\n",
  })
  expect(await folder.complete("process.|")).toEqual(["process.own"])
})
