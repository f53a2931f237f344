import { execFileSync } from "node:child_process"
import { describe, expect, test } from "vitest"
import { shellWord } from "../kernel/shellWord.ts"

const words = [
  "taxi.tsnb",
  "my taxi.tsnb",
  "it's.tsnb",
  `say "hi".tsnb`,
  "$HOME.tsnb",
  "a`id`.tsnb",
  "a;b&c|d.tsnb",
  "a\\b.tsnb",
  "*.tsnb",
  "été.tsnb",
  "~x",
  "!x!",
  "",
  "line\nend",
]

test.skipIf(process.platform === "win32").for(words)("a shell reads %j as it is", (word) => {
  const read = execFileSync("sh", ["-c", `printf %s ${shellWord(word, "linux")}`], { encoding: "utf8" })
  expect(read).toBe(word)
})

test("a word that needs no quotes gets none", () => {
  expect(shellWord("data/taxi-2.tsnb", "linux")).toBe("data/taxi-2.tsnb")
  expect(shellWord("data\\taxi-2.tsnb", "win32")).toBe("data\\taxi-2.tsnb")
})

test("a word that looks like an option is a path", () => {
  expect(shellWord("-f.tsnb", "linux")).toBe("./-f.tsnb")
})

describe("on Windows", () => {
  test.for([
    ["my taxi.tsnb", `"my taxi.tsnb"`],
    ["it's.tsnb", `"it's.tsnb"`],
    ["a&b.tsnb", `"a&b.tsnb"`],
    ["$env.tsnb", `'$env.tsnb'`],
    ["it's $5.tsnb", `'it''s $5.tsnb'`],
  ] as const)("%s is quoted for PowerShell, and for cmd where both can be had", ([word, quoted]) => {
    expect(shellWord(word, "win32")).toBe(quoted)
  })
})
