import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { kernelProgram } from "../../kernel/installation.ts"
import { makeFolder, start, type Ended } from "./fixtures/commandLine.ts"

/** Runs `tsnb kernel …` with the user's Jupyter data in a folder. */
function kernel(folder: string, ...args: readonly string[]): Promise<Ended> {
  return start(folder, ["kernel", ...args], { JUPYTER_DATA_DIR: join(folder, "data") }).ended
}

function readSpecification(kernelFolder: string): unknown {
  return JSON.parse(readFileSync(join(kernelFolder, "kernel.json"), "utf8"))
}

describe("tsnb kernel install", () => {
  test("tells Jupyter how to start the kernel and how to show it", async () => {
    const folder = makeFolder()
    const ended = await kernel(folder, "install")
    expect(ended).toMatchObject({ code: 0, errors: "" })
    const made = join(folder, "data", "kernels", "tsnb")
    expect(ended.output).toContain(made)
    expect(ended.output).toContain("jupyter lab")
    expect(readSpecification(made)).toMatchObject({
      argv: [process.execPath, kernelProgram, "{connection_file}"],
      display_name: "TypeScript (tsnb)",
      language: "typescript",
      interrupt_mode: "message",
    })
    expect(readdirSync(made).toSorted()).toEqual(["kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"])
    expect(readdirSync(join(folder, "data", "kernels"))).toEqual(["tsnb"])
  })

  test("replaces what it installed before, whole", async () => {
    const folder = makeFolder()
    await kernel(folder, "install", "--display-name", "Old")
    const made = join(folder, "data", "kernels", "tsnb")
    writeFileSync(join(made, "left.txt"), "of an older version")
    expect(await kernel(folder, "install", "--user", "--display-name", "New")).toMatchObject({ code: 0 })
    expect(readSpecification(made)).toMatchObject({ display_name: "New" })
    expect(existsSync(join(made, "left.txt"))).toBe(false)
  })

  test("takes a name, in small letters as Jupyter does, and a prefix", async () => {
    const folder = makeFolder()
    const ended = await kernel(folder, "install", "--prefix", "usr", "--name", "TS-Dev")
    expect(ended).toMatchObject({ code: 0 })
    const made = join(folder, "usr", "share", "jupyter", "kernels", "ts-dev")
    expect(readSpecification(made)).toMatchObject({ display_name: "TypeScript (ts-dev)" })
    expect(ended.output).toContain(`add ${join(folder, "usr", "share", "jupyter")} to JUPYTER_PATH`)
  })

  test.each(["", "a/b", "a b", "ü", "..", "."])("refuses the name '%s'", async (name) => {
    const folder = makeFolder()
    const ended = await kernel(folder, "install", "--name", name)
    expect(ended).toMatchObject({ code: 2, output: "" })
    expect(ended.errors).toContain(`'${name}' can't be a kernel's name`)
    expect(readdirSync(folder)).toEqual([])
  })

  test("leaves another program's kernel as it is, unless it is forced", async () => {
    const folder = makeFolder()
    const other = join(folder, "data", "kernels", "deno")
    mkdirSync(other, { recursive: true })
    writeFileSync(join(other, "kernel.json"), '{ "argv": ["deno"], "metadata": {} }')
    const ended = await kernel(folder, "install", "--name", "deno")
    expect(ended).toMatchObject({ code: 2, output: "" })
    expect(ended.errors).toMatch(/is another program's kernel.*--force/)
    expect(readSpecification(other)).toMatchObject({ argv: ["deno"] })
    expect(await kernel(folder, "install", "--name", "deno", "--force")).toMatchObject({ code: 0 })
    expect(readSpecification(other)).toMatchObject({ language: "typescript" })
  })

  test("says where it can't write", async () => {
    const folder = makeFolder({ data: "a file, not a folder" })
    const ended = await kernel(folder, "install")
    expect(ended).toMatchObject({ code: 2, output: "" })
    expect(ended.errors).toMatch(/can't be changed .*Choose --user, or --prefix/)
  })
})

describe("tsnb kernel uninstall", () => {
  test("removes what was installed, and says so", async () => {
    const folder = makeFolder()
    await kernel(folder, "install", "--name", "mine")
    const made = join(folder, "data", "kernels", "mine")
    expect(await kernel(folder, "uninstall", "--name", "mine")).toMatchObject({
      code: 0,
      output: `The kernel mine is removed: ${made}\n`,
    })
    expect(existsSync(made)).toBe(false)
    const again = await kernel(folder, "uninstall", "--name", "mine")
    expect(again).toMatchObject({ code: 1, output: "" })
    expect(again.errors).toContain("There is no kernel mine to remove")
  })

  test("leaves what isn't tsnb's as it is", async () => {
    const folder = makeFolder()
    const other = join(folder, "data", "kernels", "tsnb")
    mkdirSync(other, { recursive: true })
    writeFileSync(join(other, "notes.txt"), "precious")
    expect(await kernel(folder, "uninstall")).toMatchObject({
      code: 2,
      errors: expect.stringContaining("isn't a kernel"),
    })
    expect(readFileSync(join(other, "notes.txt"), "utf8")).toBe("precious")
  })

  test("removes a link, not what it leads to", async () => {
    const folder = makeFolder()
    await kernel(folder, "install", "--name", "real")
    const kernels = join(folder, "data", "kernels")
    symlinkSync(join(kernels, "real"), join(kernels, "tsnb"), "dir")
    expect(await kernel(folder, "uninstall")).toMatchObject({ code: 0 })
    expect(readdirSync(kernels)).toEqual(["real"])
    expect(readdirSync(join(kernels, "real"))).toContain("kernel.json")
  })
})
