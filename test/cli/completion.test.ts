import { spawnSync } from "node:child_process"
import { describe, expect, test } from "vitest"
import { bashCompletion } from "../../kernel/cli/completion/bash.ts"
import { completedProgram, lastWord, withAllBelow } from "../../kernel/cli/completion/commands.ts"
import { fishCompletion } from "../../kernel/cli/completion/fish.ts"
import { powershellCompletion } from "../../kernel/cli/completion/powershell.ts"
import { zshCompletion } from "../../kernel/cli/completion/zsh.ts"
import { createProgram } from "../../kernel/cli/program.ts"
import { ifAvailable, needs } from "../support/available.ts"
import { makeFolder, tsnb } from "./fixtures/commandLine.ts"

const program = completedProgram(createProgram(() => undefined))
const bash = await ifAvailable("bash", async () => {
  const { error } = spawnSync("bash", ["--version"])
  if (error) throw error
})

/** What the script offers for the last of some words, as when the Tab key is pressed after it. */
function offered(words: readonly string[]): readonly string[] {
  // As bash takes a line apart when it completes.
  const apart = words
    .flatMap((word) => word.split(/(=)/))
    .filter((word, index, all) => word || index === all.length - 1)
  const script = `${bashCompletion(program)}
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_tsnb
printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr } = spawnSync("bash", ["-c", script, "bash", "tsnb", ...apart], { encoding: "utf8" })
  expect(stderr).toBe("")
  return stdout.split("\n").filter(Boolean)
}

describe("in bash", () => {
  needs(bash)

  test.each<[words: string, offered: readonly string[]]>([
    ["ru", ["run", "runs"]],
    ["kernel ", ["help", "install", "uninstall"]],
    ["kernel install --s", ["--sys-prefix"]],
    ["run notebook.tsnb --fr", ["--fresh", "--from"]],
    ["graph --format ", ["text", "mermaid", "json"]],
    ["graph --format=", ["text", "mermaid", "json"]],
    ["graph --format=m", ["mermaid"]],
    ["runs --state can", ["cancelled"]],
    ["completion ", ["bash", "fish", "powershell", "zsh"]],
    ["help sh", ["show"]],
    // Where none are offered, bash offers files.
    ["run ", []],
    ["run --store ", []],
    ["run --store=", []],
    ["run --store run", []],
    ["logs --task --f", []],
  ])("tsnb %s", (words, expected) => {
    expect(offered(words.split(" "))).toEqual(expected)
  })

  test("all that the help of a command shows is offered", () => {
    for (const { path, options, commands, choices } of withAllBelow(program)) {
      const words = path.split(" ").filter(Boolean)
      expect(offered([...words, "-"])).toEqual(options.flatMap(({ flags }) => flags))
      expect(offered([...words, ""])).toEqual([...commands.map(lastWord), ...choices])
    }
  })

  test("the command prints the script", async () => {
    const { output, code } = await tsnb(makeFolder(), "completion", "bash")
    expect(code).toBe(0)
    const { stdout } = spawnSync("bash", ["-c", `${output}\ncomplete -p tsnb`], { encoding: "utf8" })
    expect(stdout).toBe("complete -o bashdefault -o default -F _tsnb tsnb\n")
    expect(output.trim()).toBe(bashCompletion(program).trim())
  })
})

test.each([
  ["fish", fishCompletion],
  ["zsh", zshCompletion],
  ["PowerShell", powershellCompletion],
])("%s is told all commands and options", (_shell, completion) => {
  const script = completion(program)
  for (const { path, options } of withAllBelow(program)) {
    for (const word of path.split(" ")) expect(script).toContain(word)
    for (const { flags } of options) for (const flag of flags) expect(script).toContain(flag.replace(/^-+/, ""))
  }
})

test("an unknown shell is refused, with those that are known", async () => {
  const { code, errors } = await tsnb(makeFolder(), "completion", "tcsh")
  expect(code).toBe(2)
  expect(errors).toContain("Allowed choices are bash, fish, powershell, zsh")
})
